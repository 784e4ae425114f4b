package dev.lapse.erase.store;

import dev.lapse.account.RowCounts;
import dev.lapse.account.RunContext;
import dev.lapse.catalog.Catalog;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** Erases accounts from one store in one cell. Used by several workers at once. */
public interface StoreErasure {
  String name();

  /** Fingerprint of the store's schema; empty if it has none. */
  default String version() {
    return "";
  }

  /** What would make erasures faster, such as a missing index; empty if nothing is known. */
  default Optional<String> advice(Catalog catalog) {
    return Optional.empty();
  }

  /** True if the rows found for an account depend on which others are erased together with it. */
  default boolean countsTogether() {
    return false;
  }

  /** True if the id is in the format of the store's account keys. */
  boolean isValidKey(String id);

  /** The ids of accounts that the store knows. */
  Set<String> findKnown(Collection<String> ids);

  /** True if the store knows the account; false if its id is in another format. */
  default boolean knows(String id) {
    return isValidKey(id) && !findKnown(List.of(id)).isEmpty();
  }

  /** The accounts whose erasure began there, each with the runs that erased something. */
  Map<String, Set<UUID>> begun(Collection<String> ids);

  /** Counts rows. Uses different statements than the erasure, so that the two can be compared. */
  RowCounts count(Collection<String> ids);

  /**
   * Counts for information only: in a read-only transaction with a time limit for its statements,
   * if the store supports it.
   */
  default RowCounts countGently(Collection<String> ids, int seconds) {
    return count(ids);
  }

  /** Counts in the same way what stays because the catalog keeps it. */
  default RowCounts keptGently(Catalog catalog, Collection<String> ids, int seconds) {
    return new RowCounts();
  }

  /**
   * The sets that the catalog keeps and in which some of the accounts have rows.
   *
   * @param seconds time limit of each statement
   */
  default Set<String> keptSets(Catalog catalog, Collection<String> ids, int seconds) {
    return Set.of();
  }

  /** Counts what is left after an erasure; items found here no longer count as erased. */
  default RowCounts remaining(Collection<String> ids) {
    return count(ids);
  }

  /**
   * Those of the accounts without visible items that must not be reported as erased yet, and why.
   */
  default Map<String, String> unproven(Collection<String> ids) {
    return Map.of();
  }

  /** False if the store does not know whether an account exists. */
  default boolean listsAccounts() {
    return true;
  }

  /**
   * The same store for work that ends with {@link StopRequested} on request.
   *
   * @param goOn false once a stop is requested
   */
  default StoreErasure heeding(BooleanSupplier goOn) {
    return this;
  }

  /** What decides until when rows of the accounts are kept. */
  default KeptRows keptRows(Collection<String> ids) {
    return KeptRows.NOTHING;
  }

  /** The same store for an erasure of these rows only, of the sets whose rows go one by one. */
  default StoreErasure onlyDue(Map<String, DueRows> bySet) {
    return this;
  }

  /** What an erasure would do. Changes nothing. */
  ErasurePreview preview(Collection<String> ids);

  /** Begins to erase accounts together. */
  OpenErasure begin(RunContext run, List<String> ids, TransactionSize size);

  /**
   * Begins to erase one account that is too large for one transaction: prepared by counting, and
   * erased in several transactions.
   */
  OpenErasure beginLarge(RunContext run, String id, TransactionSize size);

  /**
   * Counts and checksums, by table, of all rows of other accounts; reads everything. Empty if the
   * store cannot tell.
   */
  default Map<String, String> neighbours(Collection<String> ids) {
    return Map.of();
  }

  /** Completes the work on some accounts: refreshes data that the store derived from theirs. */
  void refreshDerived();

  /** The rows erased in a run, as counted by the store itself. */
  RowCounts progress(UUID run, Collection<String> ids);

  /** Passes on the rows erased in any run. */
  void progress(Collection<String> ids, EachProgress each);

  /** Receives the rows erased of an account's set in a run. */
  @FunctionalInterface
  interface EachProgress {
    void rows(UUID run, String account, String set, long rows);
  }
}
