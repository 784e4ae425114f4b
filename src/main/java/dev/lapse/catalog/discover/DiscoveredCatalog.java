package dev.lapse.catalog.discover;

import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.Store;
import java.util.List;

/**
 * A complete catalog.
 *
 * @param text the text of the file
 * @param sets its entries
 */
public record DiscoveredCatalog(String text, List<DataSet> sets) {
  public List<DataSet> setsOf(Store store) {
    return sets.stream().filter(set -> set.store().equals(store.name())).toList();
  }
}
