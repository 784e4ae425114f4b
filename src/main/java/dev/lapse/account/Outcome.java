package dev.lapse.account;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What became of one account in a run. */
public sealed interface Outcome {
  /** Carried out and verified; {@code rowsBySet} by {@code store.schema.table}. */
  record Done(Map<String, Long> rowsBySet) implements Outcome {}

  /** Carried out, not yet verified. */
  record Acted() implements Outcome {}

  /** Left alone because it is not due any more, or on hold. */
  record Skipped(String reason) implements Outcome {}

  /**
   * Not carried out, or not wholly; {@code rowsBySet} are gone all the same.
   *
   * @param blockedBy why it could not be erased, in one word, if the catalog or a store forbade it
   */
  record Failed(String error, Map<String, Long> rowsBySet, @Nullable String blockedBy)
      implements Outcome {
    public Failed(String error) {
      this(error, Map.of());
    }

    public Failed(String error, Map<String, Long> rowsBySet) {
      this(error, rowsBySet, null);
    }
  }
}
