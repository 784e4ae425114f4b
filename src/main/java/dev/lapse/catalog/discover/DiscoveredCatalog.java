package dev.lapse.catalog.discover;

import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.Store;
import java.util.List;

/**
 * A complete catalog.
 *
 * @param text the text of the file
 * @param sets its entries
 * @param decisions what a person has to decide, most rows first
 */
public record DiscoveredCatalog(String text, List<DataSet> sets, List<Decision> decisions) {
  public List<DataSet> setsOf(Store store) {
    return sets.stream().filter(set -> set.store().equals(store.name())).toList();
  }
}
