package dev.lapse.catalog.check;

import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.check.CatalogProblem.Kind;
import dev.lapse.catalog.live.StoreSchema;
import dev.lapse.catalog.live.StoreSchema.ForeignKey;
import dev.lapse.catalog.live.StoreSchema.Table;
import dev.lapse.catalog.live.StoreSchema.Trigger;
import dev.lapse.file.NearestName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Checks the catalog's entries about a table's side effects and large objects. */
final class CheckSideEffects {
  private final DataSet set;
  private final List<CatalogProblem> problems = new ArrayList<>();

  private CheckSideEffects(DataSet set) {
    this.set = set;
  }

  static List<CatalogProblem> of(DataSet set, Table table, StoreSchema live) {
    CheckSideEffects check = new CheckSideEffects(set);
    Set<String> triggers = new TreeSet<>();
    live.triggersOf(set.table()).stream().map(Trigger::name).forEach(triggers::add);
    Set<String> known = new TreeSet<>(triggers);
    live.foreignKeys().stream()
        .filter(key -> key.from().equals(set.table()))
        .map(ForeignKey::name)
        .forEach(known::add);
    set.sideEffects().refers().forEach(reference -> known.add(reference.text()));
    set.ways(OwnedBy.Reference.class).forEach(reference -> known.add(reference.text()));
    check.names(
        set.sideEffects().accepts(),
        known,
        "foreign key, reference or trigger of deletes or updates");
    check.names(set.sideEffects().bypasses(), triggers, "trigger of deletes or updates");
    check.largeObjects(table);
    return check.problems;
  }

  private void names(Set<String> names, Set<String> known, String what) {
    for (String name : names) {
      if (!known.contains(name)) {
        add(
            Kind.MISSING_NAME,
            "%s has no %s '%s'%s"
                .formatted(set.table(), what, name, NearestName.hint(name, List.copyOf(known))));
      }
    }
  }

  private void largeObjects(Table table) {
    for (String name : set.sideEffects().largeObjects()) {
      StoreSchema.Column column = table.column(name).orElse(null);
      if (column == null) {
        add(
            Kind.MISSING_COLUMN,
            "%s has no column '%s'%s"
                .formatted(
                    set.table(),
                    name,
                    NearestName.hint(
                        name, table.columns().stream().map(StoreSchema.Column::name).toList())));
      } else if (!column.type().equals("oid")) {
        add(
            Kind.TYPE_MISMATCH,
            "%s.%s is %s, but the id of a large object has type oid"
                .formatted(set.table(), TableName.written(name), column.type()));
      }
    }
  }

  private void add(Kind kind, String message) {
    problems.add(new CatalogProblem(kind, set.table(), message, set.at()));
  }
}
