package dev.lapse.cases;

import dev.lapse.cases.Shape.Kind;
import dev.lapse.cases.Shape.Purpose;
import dev.lapse.cases.Shape.Reference;
import dev.lapse.cases.Shape.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Rows for the tables of a random product. Whose a row is, is decided first; its columns follow.
 *
 * <p>A row that stays refers to a row that goes only as dirt, and dirt is remembered.
 */
final class Filling {
  private final Random random;
  private final Shape shape;
  private final int percentDirt;
  final List<Integer> accounts;
  final Set<Integer> closed = new TreeSet<>();
  final Map<Table, List<Row>> rows = new LinkedHashMap<>();

  /** References of rows to rows that may go before them. */
  final List<Dirt> dirt = new ArrayList<>();

  /** A row refers to another that goes and does not go with it. */
  record Dirt(Row row, Reference reference, Row target) {}

  /** A row; it goes when all its owners are erased, and never if it has none. */
  static final class Row {
    final Table table;
    final int id;
    final int part;
    Set<Integer> owners;
    Integer tenant;
    final Map<Reference, Row> references = new HashMap<>();
    String type;
    Row target;
    int copies = 1;

    Row(Table table, int id, int part, Set<Integer> owners) {
      this.table = table;
      this.id = id;
      this.part = part;
      this.owners = owners;
    }
  }

  Filling(Random random, Shape shape, int percentDirt) {
    this.random = random;
    this.shape = shape;
    this.percentDirt = percentDirt;
    this.accounts = IntStream.rangeClosed(1, 4 + random.nextInt(5)).boxed().toList();
    int toClose = 1 + random.nextInt(accounts.size() - 1);
    while (closed.size() < toClose) {
      closed.add(accounts.get(random.nextInt(accounts.size())));
    }
    fill();
  }

  private void fill() {
    for (int account : accounts) {
      Row row = new Row(shape.account, account, account % 2, Set.of(account));
      row.tenant = account;
      rows(shape.account).add(row);
    }
    // owners first, then what says so: a way leads to tables that come before
    for (Table table : shape.tables) {
      switch (table.kind) {
        case ACCOUNT, UPWARD -> {}
        case SHARED -> make(table, Set.of(), 2);
        case TENANT, WAY, POLYMORPHIC -> {
          accounts.forEach(account -> make(table, Set.of(account), 1 + random.nextInt(3)));
          if (canBeNobodys(table)) {
            make(table, Set.of(), random.nextInt(3));
          }
        }
      }
    }
    for (Table table : shape.tables) {
      rows(table).forEach(this::own);
    }
    new FillUpward(random, shape, this).fill();
    for (Table table : shape.all()) {
      for (Reference reference : table.references) {
        if (reference.purpose() == Purpose.POINTS) {
          rows(table).forEach(row -> point(row, reference));
        }
      }
      if (table.keyless) {
        rows(table).forEach(row -> row.copies = oneIn(4) ? 2 : 1);
      }
    }
  }

  List<Row> rows(Table table) {
    return rows.computeIfAbsent(table, none -> new ArrayList<>());
  }

  Row make(Table table, Set<Integer> owners) {
    int id = rows(table).size() + 1;
    Row row = new Row(table, id, id % 2, owners);
    rows(table).add(row);
    return row;
  }

  private void make(Table table, Set<Integer> owners, int count) {
    for (int i = 0; i < count; i++) {
      make(table, owners);
    }
  }

  private boolean canBeNobodys(Table table) {
    return table.kind == Kind.TENANT
        ? table.tenantMayBeNull
        : table.references.stream()
            .noneMatch(way -> way.purpose() == Purpose.OWNS && way.mandatory());
  }

  /** Writes into a row what says whose it is. */
  private void own(Row row) {
    switch (row.table.kind) {
      case TENANT -> {
        boolean byWay = row.table.tenantMayBeNull && !row.owners.isEmpty() && oneIn(2) && way(row);
        if (!byWay && !row.owners.isEmpty()) {
          row.tenant = row.owners.iterator().next();
          for (Reference way : row.table.references) {
            if (way.purpose() == Purpose.OWNS && oneIn(2)) {
              point(row, way);
            }
          }
        }
      }
      case WAY -> {
        if (!row.owners.isEmpty()) {
          boolean led = way(row);
          if (!led) {
            throw new IllegalStateException("no way for " + row.table);
          }
        }
      }
      case POLYMORPHIC -> {
        if (row.owners.isEmpty()) {
          row.type = oneIn(2) ? null : "Other";
          row.target = rows(row.table.types.get(0)).get(0);
        } else {
          Table type = row.table.types.get(random.nextInt(row.table.types.size()));
          row.type = "the " + type.name;
          row.target = any(ownedBy(type, row.owners, row));
        }
      }
      case ACCOUNT, SHARED, UPWARD -> {}
    }
  }

  /** Lets one way or all lead to rows of the same owner; false if there is none to lead to. */
  private boolean way(Row row) {
    boolean led = false;
    for (Reference way : row.table.references) {
      if (way.purpose() == Purpose.OWNS && (!led || way.mandatory() || oneIn(2))) {
        List<Row> targets = ownedBy(way.to(), row.owners, row);
        if (!targets.isEmpty()) {
          row.references.put(way, any(targets));
          led = true;
        }
      }
    }
    return led;
  }

  /** Of its own table only rows before it: a way must begin somewhere. */
  private List<Row> ownedBy(Table table, Set<Integer> owners, Row of) {
    return this.rows(table).stream()
        .filter(row -> row.owners.equals(owners))
        .filter(row -> table != of.table || row.id < of.id)
        .toList();
  }

  /** A reference that is not a path: to any row that lives as long as this one, or dirt. */
  private void point(Row row, Reference reference) {
    if (!reference.mandatory() && oneIn(3)) {
      return;
    }
    boolean anything =
        percentDirt > 0 && !reference.mandatory() && random.nextInt(100) < percentDirt;
    List<Row> targets =
        rows(reference.to()).stream()
            .filter(target -> anything || mayReferTo(row, target))
            .toList();
    if (!targets.isEmpty()) {
      Row target = any(targets);
      row.references.put(reference, target);
      if (goes(target) && !mayReferTo(row, target)) {
        dirt.add(new Dirt(row, reference, target));
      }
    } else if (reference.mandatory()) {
      throw new IllegalStateException("nothing to refer to in " + reference);
    }
  }

  private boolean mayReferTo(Row row, Row target) {
    return !goes(target) || (!row.owners.isEmpty() && target.owners.containsAll(row.owners));
  }

  boolean goes(Row row) {
    return isGone(row, closed);
  }

  /** Accounts to whose rows such references point. */
  Set<Integer> pointedAtBy(Predicate<Dirt> which) {
    Set<Integer> accounts = new TreeSet<>();
    dirt.stream().filter(which).forEach(found -> accounts.addAll(found.target().owners));
    return accounts;
  }

  /** Many more rows of one account, like one that it has. */
  void enlarge(int count) {
    int large = closed.iterator().next();
    List<Row> models =
        shape.tables.stream()
            .filter(table -> table.kind == Kind.TENANT || table.kind == Kind.WAY)
            .flatMap(table -> rows(table).stream())
            .filter(row -> row.owners.equals(Set.of(large)))
            .toList();
    Row model = models.get(random.nextInt(models.size()));
    for (int i = 0; i < count; i++) {
      Row row = make(model.table, model.owners);
      row.tenant = model.tenant;
      row.references.putAll(model.references);
    }
  }

  Truth truth() {
    Truth truth = new Truth();
    Map<Set<Integer>, Map<String, Long>> texts = new HashMap<>();
    for (List<Row> ofTable : rows.values()) {
      for (Row row : ofTable) {
        count(row, texts.computeIfAbsent(new HashSet<>(row.owners), none -> new HashMap<>()));
      }
    }
    texts.forEach((owners, counts) -> truth.add(owners, new Rows(counts)));
    return truth;
  }

  /** What is left when these accounts are erased and such references are taken out. */
  Rows leftAfter(Set<Integer> erased, Predicate<Reference> takenOut) {
    Map<String, Long> left = new TreeMap<>();
    for (List<Row> ofTable : rows.values()) {
      for (Row row : ofTable) {
        if (!isGone(row, erased)) {
          row.references
              .entrySet()
              .removeIf(
                  pointing ->
                      takenOut.test(pointing.getKey()) && isGone(pointing.getValue(), erased));
          count(row, left);
        }
      }
    }
    return new Rows(left);
  }

  private void count(Row row, Map<String, Long> texts) {
    texts.merge(RowText.of(shape, row), (long) row.copies, Long::sum);
  }

  private static boolean isGone(Row row, Set<Integer> erased) {
    return !row.owners.isEmpty() && erased.containsAll(row.owners);
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }
}
