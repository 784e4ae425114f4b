package dev.lapse.catalog.discover;

import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.Store;
import java.util.List;

/**
 * A complete catalog.
 *
 * @param text as a file
 * @param sets what it says of each table
 */
public record Discovered(String text, List<DataSet> sets) {
  public List<DataSet> setsOf(Store store) {
    return sets.stream().filter(set -> set.store().equals(store.name())).toList();
  }
}
