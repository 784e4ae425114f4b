package dev.lapse.catalog;

import dev.lapse.catalog.DataSet.Ownership;
import dev.lapse.catalog.DiscoverCatalog.Finding;
import dev.lapse.catalog.StoreSchema.ForeignKey;
import dev.lapse.catalog.StoreSchema.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What is known of a store's tables while its catalog is being discovered. */
final class Findings {
  private final Store store;
  private final StoreSchema schema;
  private final Map<TableName, Ownership> known = new HashMap<>();
  private final Map<TableName, Integer> distances = new HashMap<>();

  /**
   * @param edited what people wrote; their open questions are asked again
   */
  Findings(Store store, StoreSchema schema, List<DataSet> edited) {
    this.store = store;
    this.schema = schema;
    for (DataSet set : edited) {
      if (!(set.ownership() instanceof Ownership.Unclassified)) {
        known.put(set.table(), set.ownership());
      }
    }
    measure();
  }

  void add(Map<TableName, Finding> found) {
    found.forEach((table, finding) -> known.put(table, finding.ownership()));
    measure();
  }

  Store store() {
    return store;
  }

  StoreSchema schema() {
    return schema;
  }

  List<Table> open() {
    return schema.tables().values().stream()
        .filter(table -> !known.containsKey(table.name()))
        .toList();
  }

  boolean isOwned(TableName table) {
    return known.get(table) instanceof Ownership.Owned;
  }

  boolean isShared(TableName table) {
    return known.get(table) instanceof Ownership.Shared;
  }

  /** Foreign keys of the table that lead to another one. */
  List<ForeignKey> foreignKeysOf(TableName table) {
    return schema.foreignKeys().stream()
        .filter(key -> key.from().equals(table) && !key.to().equals(table))
        .toList();
  }

  /** True if the foreign key is one column that holds an account's key. */
  boolean holdsAccountKey(ForeignKey key) {
    return key.to().equals(store.accounts()) && key.toColumns().equals(List.of(store.key()));
  }

  /** True if every row has the reference. */
  boolean isMandatory(ForeignKey key) {
    return schema
        .table(key.from())
        .filter(
            table ->
                key.fromColumns().stream()
                    .allMatch(
                        name -> table.column(name).filter(column -> column.notNull()).isPresent()))
        .isPresent();
  }

  /**
   * How many tables lie between a table's rows and the account's key; nothing where no way is
   * known.
   */
  OptionalInt distance(TableName table) {
    Integer distance = distances.get(table);
    return distance == null ? OptionalInt.empty() : OptionalInt.of(distance);
  }

  private void measure() {
    boolean grown = true;
    while (grown) {
      grown = false;
      for (Map.Entry<TableName, Ownership> entry : known.entrySet()) {
        if (entry.getValue() instanceof Ownership.Owned owned) {
          for (OwnedBy way : owned.by()) {
            grown |= measure(entry.getKey(), CheckWays.end(way));
          }
        }
      }
    }
  }

  /** True if the way to this end is shorter than what was known. */
  private boolean measure(TableName table, @Nullable TableName end) {
    Integer before = end == null ? Integer.valueOf(-1) : distances.get(end);
    Integer old = distances.get(table);
    if (before == null || (old != null && old <= before + 1)) {
      return false;
    }
    distances.put(table, before + 1);
    return true;
  }
}
