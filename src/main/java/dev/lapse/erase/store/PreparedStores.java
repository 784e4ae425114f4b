package dev.lapse.erase.store;

import dev.lapse.account.Outcome;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The stores of a cell, prepared for erasures, or the reason why they are blocked.
 *
 * @param blocked why every account fails, or null
 * @param reason the reason as a label of the metrics
 */
public record PreparedStores(
    List<StoreErasure> stores, @Nullable String blocked, @Nullable BlockReason reason) {
  /** Stores that are prepared for erasures. */
  public static PreparedStores of(List<StoreErasure> stores) {
    return new PreparedStores(stores, null, null);
  }

  /** Stores in which nothing may be erased. */
  public static PreparedStores blocked(BlockReason reason, String why) {
    return new PreparedStores(List.of(), why, reason);
  }

  /** The outcome of an account whose erasure is blocked. */
  public Outcome failed(String why) {
    return Objects.requireNonNullElse(reason, BlockReason.CATALOG).failed(why);
  }

  /** The same stores for work that ends with {@link StopRequested} on request. */
  public PreparedStores heeding(BooleanSupplier goOn) {
    return new PreparedStores(
        stores.stream().map(store -> store.heeding(goOn)).toList(), blocked, reason);
  }

  /** Fingerprints of the stores' schemas. */
  public String version() {
    return stores.stream()
        .map(store -> store.name() + " " + store.version())
        .collect(Collectors.joining(", "));
  }

  /** True if the rows found for an account depend on which others are erased together with it. */
  public boolean countTogether() {
    return stores.stream().anyMatch(StoreErasure::countsTogether);
  }
}
