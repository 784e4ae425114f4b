package dev.lapse.catalog.discover;

import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.TableName;
import java.util.List;
import java.util.Optional;

/**
 * A complete catalog.
 *
 * @param text the text of the file
 * @param sets its entries
 * @param decisions what a person has to decide, most rows first
 * @param tables the tables of the stores that were looked at, with figures
 */
public record DiscoveredCatalog(
    String text, List<DataSet> sets, List<Decision> decisions, List<TableReason> tables) {
  /** The line of a table's entry; empty if it has none. */
  public Optional<String> line(Store store, TableName table) {
    return setsOf(store).stream()
        .filter(set -> set.table().equals(table))
        .map(WriteCatalog::line)
        .findFirst();
  }

  public List<DataSet> setsOf(Store store) {
    return sets.stream().filter(set -> set.store().equals(store.name())).toList();
  }
}
