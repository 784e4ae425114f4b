package dev.lapse.account;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The outcome of a run for one account. */
public sealed interface Outcome {
  /** Carried out and verified; {@code rowsBySet} by {@code store.schema.table}. */
  record Done(Map<String, Long> rowsBySet) implements Outcome {}

  /** Carried out, not yet verified. */
  record Acted() implements Outcome {}

  /** Skipped because it is no longer due, or on hold. */
  record Skipped(String reason) implements Outcome {}

  /**
   * Not carried out, or not completely; {@code rowsBySet} counts what is gone nevertheless.
   *
   * @param blockedBy in one word, why the catalog or a store blocked the erasure; null if neither
   *     did
   */
  record Failed(
      String error, Map<String, Long> rowsBySet, @Nullable String blockedBy, FailureCause cause)
      implements Outcome {
    public Failed(String error) {
      this(error, Map.of());
    }

    public Failed(String error, FailureCause cause) {
      this(error, Map.of(), null, cause);
    }

    public Failed(String error, Map<String, Long> rowsBySet) {
      this(error, rowsBySet, null, FailureCause.UNKNOWN);
    }

    /** With more rows that are gone, of sets that are not counted yet. */
    public Failed withRows(Map<String, Long> more) {
      Map<String, Long> all = new TreeMap<>(more);
      all.putAll(rowsBySet);
      return new Failed(error, all, blockedBy, cause);
    }
  }

  /** The outcomes of two disjoint sets of accounts together. */
  static Map<String, Outcome> both(Map<String, Outcome> first, Map<String, Outcome> second) {
    Map<String, Outcome> outcomes = new HashMap<>(first);
    outcomes.putAll(second);
    return outcomes;
  }
}
