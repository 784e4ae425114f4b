package dev.lapse.cases;

import dev.lapse.cases.Filling.Row;
import dev.lapse.cases.Shape.Kind;
import dev.lapse.cases.Shape.Purpose;
import dev.lapse.cases.Shape.Reference;
import dev.lapse.cases.Shape.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Rows that are whose referrers are: of one account, of two, of nobody because a referrer is. */
final class FillUpward {
  private final Random random;
  private final Shape shape;
  private final Filling filling;

  /** The account that alone refers to a row. */
  private final Map<Row, Set<Integer>> meant = new HashMap<>();

  /** Rows to which several accounts may refer, and rows of nobody. */
  private final Set<Row> forAnybody = new HashSet<>();

  FillUpward(Random random, Shape shape, Filling filling) {
    this.random = random;
    this.shape = shape;
    this.filling = filling;
  }

  void fill() {
    List<Table> upward = shape.tables.stream().filter(table -> table.kind == Kind.UPWARD).toList();
    for (Table table : upward) {
      for (int account : filling.accounts) {
        meant.put(filling.make(table, Set.of()), Set.of(account));
      }
      for (int i = 0; i < 3; i++) {
        forAnybody.add(filling.make(table, Set.of()));
      }
      filling.make(table, Set.of());
    }
    // a table refers to one that comes later, so owners are known when they are asked for
    for (Table table : upward) {
      for (Reference reference : shape.references()) {
        if (reference.to() == table && reference.purpose() == Purpose.OWNS_UPWARD) {
          refer(reference);
        }
      }
      settle(table);
    }
  }

  private void refer(Reference reference) {
    for (Row row : filling.rows(reference.from())) {
      if (random.nextInt(4) == 0) {
        continue;
      }
      List<Row> targets = new ArrayList<>();
      for (Row target : filling.rows(reference.to())) {
        boolean own = !row.owners.isEmpty() && row.owners.equals(meant.get(target));
        if (own || (forAnybody.contains(target) && random.nextInt(3) == 0)) {
          targets.add(target);
        }
      }
      if (!targets.isEmpty()) {
        row.references.put(reference, targets.get(random.nextInt(targets.size())));
      }
    }
  }

  private void settle(Table table) {
    Map<Row, Set<Integer>> owners = new HashMap<>();
    Set<Row> nobodys = new HashSet<>();
    for (List<Row> rows : filling.rows.values()) {
      for (Row row : rows) {
        row.references.forEach(
            (reference, target) -> {
              if (target.table == table) {
                owners.computeIfAbsent(target, none -> new HashSet<>()).addAll(row.owners);
                if (row.owners.isEmpty()) {
                  nobodys.add(target);
                }
              }
            });
      }
    }
    owners.forEach((row, all) -> row.owners = nobodys.contains(row) ? Set.of() : Set.copyOf(all));
  }
}
