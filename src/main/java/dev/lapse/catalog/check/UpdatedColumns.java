package dev.lapse.catalog.check;

import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.live.StoreSchema;
import dev.lapse.catalog.live.StoreSchema.Column;
import dev.lapse.catalog.live.StoreSchema.ForeignKey;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/** The columns of a table that an erasure writes to, in rows that stay. */
public final class UpdatedColumns {
  private UpdatedColumns() {}

  /**
   * The anonymized columns, and the columns of accepted references that are set to null or their
   * default when the referenced row is deleted.
   */
  public static Set<String> of(DataSet set, StoreSchema live) {
    Set<String> updated = new TreeSet<>(set.anonymize().keySet());
    for (ForeignKey key : live.foreignKeys()) {
      if (key.from().equals(set.table()) && set.accepts(key.name())) {
        switch (key.onDelete()) {
          case SET_NULL, SET_DEFAULT -> updated.addAll(key.setColumns());
          case NO_ACTION, RESTRICT ->
              key.fromColumns().stream()
                  .filter(name -> mayBeNull(set, name, live))
                  .forEach(updated::add);
          case CASCADE -> {
            // its rows are deleted
          }
        }
      }
    }
    for (OwnedBy.Reference reference : set.sideEffects().refers()) {
      if (set.accepts(reference.text())) {
        updated.addAll(reference.columns());
      }
    }
    return Collections.unmodifiableSet(updated);
  }

  private static boolean mayBeNull(DataSet set, String name, StoreSchema live) {
    return live.table(set.table())
        .flatMap(table -> table.column(name))
        .filter((Column column) -> !column.notNull() && !column.generated())
        .isPresent();
  }
}
