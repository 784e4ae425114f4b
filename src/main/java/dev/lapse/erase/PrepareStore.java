package dev.lapse.erase;

import java.util.List;
import java.util.Set;

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
   * Some of the sets that outlive an account.
   *
   * @param names of sets; those of other kinds of stores are passed over
   * @throws BlockedByCatalog if the catalog does not fit
   * @throws dev.lapse.catalog.StoreUnreachable if a store does not answer
   */
  default List<StoreErasure> kept(String cell, Set<String> names) {
    return List.of();
  }

  /** What is erased of an account. */
  enum Scope {
    /** Everything that is not kept. */
    WHOLE_ACCOUNT,
    /** The payment details only. */
    BILLING
  }
}
