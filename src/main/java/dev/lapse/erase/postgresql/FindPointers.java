package dev.lapse.erase.postgresql;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.StoreSchema;
import dev.lapse.catalog.TableName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All references between the tables of a store: those that it declares and those of the catalog.
 */
final class FindPointers {
  private final Catalog catalog;
  private final Store store;
  private final StoreSchema schema;
  private final List<Pointer> pointers = new ArrayList<>();

  private FindPointers(Catalog catalog, Store store, StoreSchema schema) {
    this.catalog = catalog;
    this.store = store;
    this.schema = schema;
  }

  static List<Pointer> of(Catalog catalog, Store store, StoreSchema schema) {
    FindPointers find = new FindPointers(catalog, store, schema);
    List<DataSet> sets = catalog.setsOf(store);
    for (StoreSchema.ForeignKey key : schema.foreignKeys()) {
      find.declared(key, catalog.set(store.name(), key.from()).orElse(null));
    }
    for (DataSet set : sets) {
      for (OwnedBy way : set.ways()) {
        if (way instanceof OwnedBy.Reference reference) {
          find.undeclared(set.table(), reference, true);
        } else if (way instanceof OwnedBy.Referrer upward) {
          find.undeclared(
              upward.referrer(),
              new OwnedBy.Reference(upward.referrerColumns(), set.table(), upward.columns(), null),
              false);
        }
      }
    }
    for (DataSet set : sets) {
      set.further().refers().forEach(reference -> find.undeclared(set.table(), reference, false));
    }
    return List.copyOf(find.pointers);
  }

  private void declared(StoreSchema.ForeignKey key, @Nullable DataSet from) {
    boolean way =
        from != null
            && from.ways().stream()
                .anyMatch(
                    of ->
                        of instanceof OwnedBy.Reference reference
                            && reference.where() == null
                            && leads(reference, key.fromColumns(), key.to()));
    pointers.add(
        new Pointer(
            key.name(),
            key.from(),
            key.fromColumns(),
            key.to(),
            key.toColumns(),
            null,
            key.onDelete(),
            way,
            accepted(key.from(), key.name()),
            clearable(key.from(), key.fromColumns())));
  }

  private void undeclared(TableName from, OwnedBy.Reference reference, boolean way) {
    boolean known =
        pointers.stream()
            .anyMatch(
                pointer ->
                    pointer.from().equals(from)
                        && leads(reference, pointer.columns(), pointer.to())
                        && (pointer.where() == null || pointer.where().equals(reference.where())));
    if (!known) {
      pointers.add(
          new Pointer(
              reference.text(),
              from,
              reference.columns(),
              reference.parent(),
              reference.parentColumns(),
              reference.where(),
              null,
              way,
              accepted(from, reference.text()),
              clearable(from, reference.columns())));
    }
  }

  private boolean accepted(TableName table, String name) {
    return catalog.set(store.name(), table).filter(set -> set.accepts(name)).isPresent();
  }

  private static boolean leads(OwnedBy.Reference reference, List<String> columns, TableName to) {
    return reference.parent().equals(to) && reference.columns().equals(columns);
  }

  private @Nullable String clearable(TableName table, List<String> columns) {
    return columns.stream()
        .filter(
            name ->
                schema
                    .table(table)
                    .flatMap(known -> known.column(name))
                    .filter(column -> !column.notNull() && !column.generated())
                    .isPresent())
        .findFirst()
        .orElse(null);
  }
}
