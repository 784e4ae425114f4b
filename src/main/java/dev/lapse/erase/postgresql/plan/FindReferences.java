package dev.lapse.erase.postgresql.plan;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.live.StoreSchema;
import dev.lapse.catalog.live.StoreSchema.OnDelete;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds all references between the tables of a store: declared ones and those of the catalog. */
public final class FindReferences {
  private final Catalog catalog;
  private final Store store;
  private final StoreSchema schema;
  private final List<TableReference> references = new ArrayList<>();

  private FindReferences(Catalog catalog, Store store, StoreSchema schema) {
    this.catalog = catalog;
    this.store = store;
    this.schema = schema;
  }

  public static List<TableReference> of(Catalog catalog, Store store, StoreSchema schema) {
    FindReferences find = new FindReferences(catalog, store, schema);
    List<DataSet> sets = catalog.setsOf(store);
    schema.foreignKeys().forEach(find::declared);
    for (DataSet set : sets) {
      for (OwnedBy way : set.ways()) {
        way.visit(
            key -> {},
            reference -> find.undeclared(set.table(), reference, true),
            up ->
                find.undeclared(
                    up.referrer(),
                    new OwnedBy.Reference(
                        up.referrerColumns(), set.table(), up.columns(), up.whose()),
                    false));
      }
    }
    for (DataSet set : sets) {
      set.sideEffects()
          .refers()
          .forEach(reference -> find.undeclared(set.table(), reference, false));
    }
    return List.copyOf(find.references);
  }

  private void declared(StoreSchema.ForeignKey key) {
    @Nullable DataSet from = catalog.set(store.name(), key.from()).orElse(null);
    boolean way =
        from != null
            && from.ways(OwnedBy.Reference.class).stream()
                .anyMatch(
                    reference ->
                        reference.where() == null && leads(reference, key.fromColumns(), key.to()));
    boolean sets =
        key.enforced()
            && (key.onDelete() == OnDelete.SET_NULL || key.onDelete() == OnDelete.SET_DEFAULT);
    references.add(
        new TableReference(
            key.name(),
            key.from(),
            key.fromColumns(),
            key.to(),
            key.toColumns(),
            null,
            key.enforced() ? key.onDelete() : null,
            key.period(),
            way,
            accepted(key.from(), key.name()),
            sets ? key.setColumns() : endable(key.from(), key.fromColumns())));
  }

  private void undeclared(TableName from, OwnedBy.Reference reference, boolean way) {
    boolean known =
        references.stream()
            .anyMatch(
                other ->
                    other.from().equals(from)
                        && leads(reference, other.columns(), other.to())
                        && (other.where() == null || other.where().equals(reference.where())));
    if (!known) {
      references.add(
          new TableReference(
              reference.text(),
              from,
              reference.columns(),
              reference.parent(),
              reference.parentColumns(),
              reference.where(),
              null,
              false,
              way,
              accepted(from, reference.text()),
              endable(from, reference.columns())));
    }
  }

  private boolean accepted(TableName table, String name) {
    return catalog.set(store.name(), table).filter(set -> set.accepts(name)).isPresent();
  }

  private static boolean leads(OwnedBy.Reference reference, List<String> columns, TableName to) {
    return reference.parent().equals(to) && reference.columns().equals(columns);
  }

  /**
   * The nullable columns that can become null without changing the owner of a row. Where rows are
   * erased and have their account's key, it alone determines the owner; a row without it that
   * refers to an erased row goes too.
   */
  private List<String> endable(TableName table, List<String> columns) {
    @Nullable DataSet set = catalog.set(store.name(), table).orElse(null);
    List<String> owners =
        set == null
            ? List.of()
            : set.isErased() && !set.accountKeys().isEmpty()
                ? set.accountKeys()
                : set.recognizedBy();
    return columns.stream()
        .filter(name -> !owners.contains(name))
        .filter(
            name ->
                schema
                    .table(table)
                    .flatMap(known -> known.column(name))
                    .filter(column -> !column.notNull() && !column.generated())
                    .isPresent())
        .toList();
  }
}
