package dev.lapse.erase;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** Erases accounts from one store in one cell. Used by several workers at once. */
public interface StoreErasure {
  String name();

  /** Fingerprint of the store's schema; empty where it has none. */
  default String version() {
    return "";
  }

  /** True if what is found of an account depends on which others are erased together with it. */
  default boolean countsTogether() {
    return false;
  }

  /** True if the store would write the key of an account like this. */
  boolean writes(String id);

  /** Those of the ids that the store has an account for. */
  Set<String> known(Collection<String> ids);

  /** Those whose erasure began there, each with the runs in which something was erased. */
  Map<String, Set<UUID>> begun(Collection<String> ids);

  /**
   * What is there, by account and set; accounts and sets without anything are absent. Found on
   * another way than the erasure takes, so that the two can be compared.
   */
  Map<String, Map<String, Long>> count(Collection<String> ids);

  /**
   * The same for who only wants to know: in a transaction that can only read, and whose statements
   * are given so many seconds where the store can be told.
   */
  default Map<String, Map<String, Long>> countGently(Collection<String> ids, int seconds) {
    return count(ids);
  }

  /** What is left after an erasure; what is shown here is not counted as erased any more. */
  default Map<String, Map<String, Long>> remaining(Collection<String> ids) {
    return count(ids);
  }

  /**
   * Of accounts of which nothing is left to see, those that may not be called erased yet, and why.
   */
  default Map<String, String> unproven(Collection<String> ids) {
    return Map.of();
  }

  /** False if it cannot tell whether there is an account at all. */
  default boolean listsAccounts() {
    return true;
  }

  /**
   * The same store for work that ends with {@link StopRequested} once it is asked to stop.
   *
   * @param goOn false once it is
   */
  default StoreErasure heeding(BooleanSupplier goOn) {
    return this;
  }

  /** What an erasure would do. Changes nothing. */
  Foreseen foresee(Collection<String> ids);

  /** Begins to erase accounts together. */
  OpenErasure begin(Assignment run, List<String> ids, TransactionSize size);

  /**
   * Begins to erase one account that is larger than a transaction should be: prepared by looking,
   * and erased in several transactions.
   */
  OpenErasure beginLarge(Assignment run, String id, TransactionSize size);

  /**
   * Numbers and checksums, by table, of all rows that are not of these accounts; reads everything.
   * Empty where the store cannot tell.
   */
  default Map<String, String> neighbours(Collection<String> ids) {
    return Map.of();
  }

  /** Ends the work on some accounts: brings up to date what the store derived from their data. */
  void settle();

  /** What was erased in a run, by account and set, as the store itself counted it. */
  Map<String, Map<String, Long>> progress(UUID run, Collection<String> ids);

  /** Passes on what was erased in any run. */
  void progress(Collection<String> ids, EachProgress each);

  /** Takes what was erased of an account's set in a run. */
  @FunctionalInterface
  interface EachProgress {
    void rows(UUID run, String account, String set, long rows);
  }
}
