package dev.lapse.erase;

import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.StoreSchema;
import dev.lapse.catalog.TableName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Children before parents, the table of the accounts last. */
final class DeletionOrder {
  private DeletionOrder() {}

  /**
   * Orders sets so that a row goes before the rows that it refers to by declared key, and before
   * all rows that its way to the account passes, also those behind a table that is kept.
   *
   * @param ways the tables that the ways of each set pass
   * @param accounts the table with one row per account; ordered last
   * @throws BlockedByCatalog if tables refer to each other in a circle
   */
  static List<DataSet> of(
      List<DataSet> sets,
      Map<TableName, Set<TableName>> ways,
      StoreSchema schema,
      TableName accounts) {
    Map<TableName, Set<TableName>> referrers = new HashMap<>();
    Set<TableName> tables = sets.stream().map(DataSet::table).collect(Collectors.toSet());
    Set<TableName> emptied =
        sets.stream().filter(DataSet::isErased).map(DataSet::table).collect(Collectors.toSet());
    for (StoreSchema.ForeignKey key : schema.foreignKeys()) {
      before(key.from(), key.to(), emptied, tables, referrers);
    }
    for (DataSet set : sets) {
      for (TableName passed : ways.getOrDefault(set.table(), Set.of())) {
        before(set.table(), passed, tables, tables, referrers);
      }
      before(set.table(), accounts, tables, tables, referrers);
    }
    List<DataSet> open = new ArrayList<>(sets);
    open.sort(Comparator.comparing(DataSet::table));
    List<DataSet> ordered = new ArrayList<>();
    Set<TableName> gone = new HashSet<>();
    while (!open.isEmpty()) {
      DataSet next =
          open.stream()
              .filter(set -> gone.containsAll(referrers.getOrDefault(set.table(), Set.of())))
              .findFirst()
              .orElseThrow(
                  () ->
                      new BlockedByCatalog(
                          "tables refer to each other in a circle, which this version cannot erase: "
                              + open.stream()
                                  .map(set -> set.table().toString())
                                  .collect(Collectors.joining(", "))));
      open.remove(next);
      ordered.add(next);
      gone.add(next.table());
    }
    return ordered;
  }

  private static void before(
      TableName child,
      TableName parent,
      Set<TableName> parents,
      Set<TableName> children,
      Map<TableName, Set<TableName>> referrers) {
    if (!child.equals(parent) && children.contains(child) && parents.contains(parent)) {
      referrers.computeIfAbsent(parent, table -> new HashSet<>()).add(child);
    }
  }
}
