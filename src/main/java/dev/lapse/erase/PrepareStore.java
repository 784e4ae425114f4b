package dev.lapse.erase;

import java.util.List;
import java.util.Map;

/** Makes the stores of one kind ready to be erased from. */
public interface PrepareStore {
  /**
   * Reads the live stores of a cell and checks the catalog against them.
   *
   * @throws BlockedByCatalog if the catalog does not fit
   * @throws dev.lapse.catalog.StoreUnreachable if a store does not answer
   */
  List<StoreErasure> of(String cell, Scope scope);

  /**
   * The sets that outlive an account, each by itself; under their names.
   *
   * @throws BlockedByCatalog if the catalog does not fit
   * @throws dev.lapse.catalog.StoreUnreachable if a store does not answer
   */
  default Map<String, StoreErasure> kept(String cell) {
    return Map.of();
  }

  /** What is erased of an account. */
  enum Scope {
    /** Everything that is not kept. */
    WHOLE_ACCOUNT,
    /** The payment details only. */
    BILLING
  }
}
