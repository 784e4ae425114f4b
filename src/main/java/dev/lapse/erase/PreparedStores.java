package dev.lapse.erase;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The stores of a cell, ready to be erased from, or the reason why nothing may be.
 *
 * @param blocked why every account fails, or null
 */
public record PreparedStores(List<StoreErasure> stores, @Nullable String blocked) {
  /** Fingerprints of the stores' schemas. */
  public String version() {
    return stores.stream()
        .map(store -> store.name() + " " + store.version())
        .collect(Collectors.joining(", "));
  }

  /** True if what is found of an account depends on which others are erased together with it. */
  public boolean countTogether() {
    return stores.stream().anyMatch(StoreErasure::countsTogether);
  }
}
