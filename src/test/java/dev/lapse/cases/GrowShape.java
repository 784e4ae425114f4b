package dev.lapse.cases;

import dev.lapse.cases.Shape.Kind;
import dev.lapse.cases.Shape.Parts;
import dev.lapse.cases.Shape.Purpose;
import dev.lapse.cases.Shape.Reference;
import dev.lapse.cases.Shape.Table;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Grows the tables of a random product: the same seed, the same tables. */
final class GrowShape {
  private final Random random;
  private final Shape shape;
  private int references;

  private GrowShape(Random random) {
    this.random = random;
    this.shape = new Shape(Keys.values()[random.nextInt(Keys.values().length)]);
  }

  static Shape from(Random random) {
    return new GrowShape(random).grow();
  }

  private Shape grow() {
    int count = 5 + random.nextInt(random.nextInt(4) == 0 ? 36 : 16);
    List<String> names =
        IntStream.range(0, count).mapToObj(i -> "t" + i).collect(Collectors.toList());
    Collections.shuffle(names, random);
    for (String name : names) {
      grow(name);
    }
    for (Table table : shape.tables) {
      if (table.kind == Kind.UPWARD) {
        referUpTo(table);
      }
    }
    int more = shape.tables.size() / 2 + random.nextInt(shape.tables.size());
    for (int i = 0; i < more; i++) {
      point();
    }
    List<Table> referredTo = shape.references().stream().map(Reference::to).toList();
    for (Table table : shape.tables) {
      boolean named = shape.tables.stream().anyMatch(other -> other.types.contains(table));
      table.keyless = !named && !referredTo.contains(table) && oneIn(3);
    }
    return shape;
  }

  private void grow(String name) {
    Table table = new Table(name, kind());
    table.composite = table.kind != Kind.SHARED && oneIn(5);
    table.parts = oneIn(6) ? table.composite && oneIn(2) ? Parts.LIST : Parts.HASH : Parts.NONE;
    List<Table> owned = owned();
    switch (table.kind) {
      case TENANT -> {
        table.tenantMayBeNull = oneIn(2);
        table.tenantConstraint =
            oneIn(3) ? "" : "references account" + onDelete(table.tenantMayBeNull);
        if (table.tenantMayBeNull && !owned.isEmpty() && oneIn(2)) {
          refer(table, any(owned), Purpose.OWNS, false);
        }
        if (table.tenantMayBeNull && oneIn(3)) {
          refer(table, table, Purpose.OWNS, false);
        }
      }
      case WAY -> {
        refer(table, any(owned), Purpose.OWNS, oneIn(2));
        if (!table.references.get(0).mandatory() && oneIn(2)) {
          refer(table, any(owned), Purpose.OWNS, false);
        }
      }
      case POLYMORPHIC -> {
        table.textIds = oneIn(2);
        List<Table> types =
            new ArrayList<>(owned.stream().filter(type -> !type.composite).toList());
        Collections.shuffle(types, random);
        table.types.addAll(types.subList(0, Math.min(types.size(), 1 + random.nextInt(3))));
      }
      case ACCOUNT, SHARED, UPWARD -> {}
    }
    shape.tables.add(table);
  }

  private Kind kind() {
    boolean ways = !owned().isEmpty();
    boolean types = owned().stream().anyMatch(type -> !type.composite);
    return switch (random.nextInt(10)) {
      case 0, 1, 2 -> ways ? Kind.WAY : Kind.TENANT;
      case 3 -> types ? Kind.POLYMORPHIC : Kind.TENANT;
      case 4 -> Kind.UPWARD;
      case 5 -> Kind.SHARED;
      default -> Kind.TENANT;
    };
  }

  /** Tables to which ways may lead: owned downward. */
  private List<Table> owned() {
    return shape.tables.stream()
        .filter(table -> table.isOwned() && table.kind != Kind.UPWARD)
        .toList();
  }

  /** One or two tables refer to it, or the accounts, or another table that is owned upward. */
  private void referUpTo(Table target) {
    List<Table> referrers = new ArrayList<>(owned());
    referrers.add(shape.account);
    shape.tables.stream()
        .filter(other -> other.kind == Kind.UPWARD)
        .takeWhile(other -> other != target)
        .forEach(referrers::add);
    int count = 1 + random.nextInt(2);
    for (int i = 0; i < count; i++) {
      refer(any(referrers), target, Purpose.OWNS_UPWARD, false);
    }
  }

  /** A reference that says nothing of ownership: to another table, back to it, or to itself. */
  private void point() {
    List<Table> sources = new ArrayList<>(owned());
    sources.add(shape.account);
    List<Table> targets = new ArrayList<>(owned());
    targets.add(shape.account);
    shape.tables.stream().filter(table -> !table.isOwned()).forEach(targets::add);
    Table from = any(sources);
    Table to = oneIn(6) ? from : any(targets);
    refer(from, to, Purpose.POINTS, from != to && from.kind != Kind.ACCOUNT && oneIn(4));
  }

  private void refer(Table from, Table to, Purpose purpose, boolean mandatory) {
    String constraint = oneIn(4) ? null : onDelete(!mandatory);
    from.references.add(
        new Reference("r" + references++, from, to, purpose, mandatory, constraint));
  }

  private String onDelete(boolean mayBeNull) {
    return switch (random.nextInt(8)) {
      case 0 -> " on delete cascade";
      case 1 -> mayBeNull ? " on delete set null" : " on delete restrict";
      case 2 -> " on delete restrict";
      case 3 -> " deferrable initially deferred";
      case 4 -> " deferrable";
      default -> "";
    };
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }
}
