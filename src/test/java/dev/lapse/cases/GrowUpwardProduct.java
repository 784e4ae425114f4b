package dev.lapse.cases;

import static dev.lapse.cases.UpwardProduct.ACCOUNT;

import dev.lapse.cases.UpwardProduct.Reference;
import dev.lapse.cases.UpwardProduct.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Grows a random product with sets that are found upward: the same seed, the same product. */
final class GrowUpwardProduct {
  private static final int ACCOUNTS = 3;

  private final Random random;
  private final List<String> tables = new ArrayList<>();
  private final Set<String> keyed = new LinkedHashSet<>();
  private final List<Reference> references = new ArrayList<>();
  private final Set<Reference> downward = new LinkedHashSet<>();
  private final Set<Reference> upward = new LinkedHashSet<>();

  /** The rows of each table that are meant to be one account's; of nobody or several under 0. */
  private final Map<String, Map<Integer, List<Row>>> rows = new HashMap<>();

  private GrowUpwardProduct(Random random) {
    this.random = random;
  }

  /** The first in which account 1 has rows that are found upward. */
  static UpwardProduct of(long seed) {
    Random random = new Random(seed);
    UpwardProduct grown = new GrowUpwardProduct(random).grow();
    while (!new UpwardOracle(grown, grown.rows(), Set.of(1)).findsUpward()) {
      grown = new GrowUpwardProduct(random).grow();
    }
    return grown;
  }

  private UpwardProduct grow() {
    tables.addAll(List.of("a", "b", "c", "d", "e", "f").subList(0, 3 + random.nextInt(4)));
    for (String table : tables) {
      int count = 1 + random.nextInt(3);
      for (int i = 0; i < count; i++) {
        refer(table, oneIn(6) ? table : any(tables));
      }
    }
    if (oneIn(2)) {
      refer(ACCOUNT, any(tables));
    }
    UpwardProduct grown =
        new UpwardProduct(tables, keyed, references, downward, upward, new ArrayList<>());
    tables.forEach(table -> choosePaths(grown, table));
    while (!grown.lost().isEmpty()) {
      keyed.add(any(List.copyOf(grown.lost())));
    }
    tieUpward();
    fill(grown);
    silence(grown);
    if (!oneIn(6)) {
      settle(grown);
    }
    return grown;
  }

  private void refer(String table, String to) {
    boolean mandatory = !table.equals(to) && !table.equals(ACCOUNT) && oneIn(4);
    String onDelete =
        switch (random.nextInt(5)) {
          case 0 -> null;
          case 1 -> " on delete cascade";
          case 2 -> mandatory ? "" : " on delete set null";
          default -> "";
        };
    String column = to + references.size() + "_id";
    references.add(new Reference(table, column, to, mandatory, onDelete));
  }

  /** One path, or two, rather upward; keys where nothing else leads to an account. */
  private void choosePaths(UpwardProduct grown, String table) {
    int count = 1 + random.nextInt(2);
    for (int i = 0; i < count; i++) {
      List<Reference> up = grown.to(table);
      if (!up.isEmpty() && !oneIn(3)) {
        upward.add(any(up));
      } else if (oneIn(4)) {
        keyed.add(table);
      } else {
        downward.add(any(grown.from(table)));
      }
    }
  }

  /** Tables whose rows are found upward refer to each other by more than their paths. */
  private void tieUpward() {
    List<String> found = upward.stream().map(Reference::to).distinct().toList();
    int count = found.isEmpty() ? 0 : random.nextInt(3);
    for (int i = 0; i < count; i++) {
      refer(any(found), any(found));
    }
  }

  private void fill(UpwardProduct grown) {
    for (int account = 1; account <= ACCOUNTS; account++) {
      make(grown, new Row(ACCOUNT, account, account, new HashMap<>()), account);
    }
    for (String table : tables) {
      boolean otherwise =
          grown.from(table).stream().anyMatch(downward::contains)
              || grown.to(table).stream().anyMatch(upward::contains);
      for (int home = 0; home <= ACCOUNTS; home++) {
        int count = home == 0 ? random.nextInt(3) : 1 + random.nextInt(2);
        for (int i = 1; i <= count; i++) {
          boolean has = home > 0 && keyed.contains(table) && !(otherwise && oneIn(3));
          make(grown, new Row(table, home * 10L + i, has ? home : null, new HashMap<>()), home);
        }
      }
    }
    for (Reference reference : references) {
      rows.get(reference.from())
          .forEach((home, all) -> all.forEach(row -> point(row, reference, home)));
    }
  }

  private void make(UpwardProduct grown, Row row, int home) {
    grown.rows().add(row);
    rows.computeIfAbsent(row.table(), none -> new HashMap<>())
        .computeIfAbsent(home, none -> new ArrayList<>())
        .add(row);
  }

  private void point(Row row, Reference reference, int home) {
    if (!reference.mandatory() && oneIn(5)) {
      return;
    }
    Map<Integer, List<Row>> targets = rows.get(reference.to());
    int of = oneIn(10) ? random.nextInt(ACCOUNTS + 1) : oneIn(8) ? 0 : home;
    List<Row> some = targets.getOrDefault(of, targets.get(Math.max(1, home)));
    Row target = any(some);
    if (!target.equals(row) || oneIn(4)) {
      row.refers().put(reference.column(), target.id());
    }
  }

  /** Most rows that no path leads to refer to nothing: too many would keep all others. */
  private void silence(UpwardProduct grown) {
    UpwardOracle all = new UpwardOracle(grown, grown.rows(), Set.of(1, 2, 3));
    grown.rows().stream()
        .filter(row -> !all.gone.contains(row) && !oneIn(4))
        .forEach(row -> row.refers().clear());
  }

  /** Takes the references out for which accounts would be refused, most of the time. */
  private void settle(UpwardProduct grown) {
    for (Set<Integer> closed : List.of(Set.of(1), Set.of(2), Set.of(1, 2))) {
      UpwardOracle oracle = new UpwardOracle(grown, grown.rows(), closed);
      while (oracle.refuses()) {
        oracle.refusing().forEach((row, reference) -> row.refers().remove(reference.column()));
        oracle = new UpwardOracle(grown, grown.rows(), closed);
      }
    }
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }
}
