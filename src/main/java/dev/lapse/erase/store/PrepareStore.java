package dev.lapse.erase.store;

import java.util.List;
import java.util.Set;

/** Prepares the stores of one type for erasures. */
public interface PrepareStore {
  /**
   * Reads the live stores of a cell and checks the catalog against them.
   *
   * @throws BlockedByCatalog if the catalog does not fit
   * @throws dev.lapse.catalog.live.StoreUnreachable if a store does not answer
   */
  List<StoreErasure> prepare(String cell, Scope scope);

  /**
   * Prepares kept sets for their erasure.
   *
   * @param names names of sets; those of other types of stores are ignored
   * @throws BlockedByCatalog if the catalog does not fit
   * @throws dev.lapse.catalog.live.StoreUnreachable if a store does not answer
   */
  default List<StoreErasure> kept(String cell, Set<String> names) {
    return List.of();
  }

  /** The part of an account's data to erase. */
  enum Scope {
    /** Everything except kept sets. */
    WHOLE_ACCOUNT,
    /** The payment details only. */
    BILLING
  }
}
