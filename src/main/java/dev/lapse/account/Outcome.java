package dev.lapse.account;

import java.util.Map;

/** What became of one account in a run. */
public sealed interface Outcome {
  /** Carried out and verified; {@code rowsBySet} by {@code store.schema.table}. */
  record Done(Map<String, Long> rowsBySet) implements Outcome {}

  /** Carried out, not yet verified. */
  record Acted() implements Outcome {}

  /** Left alone because it is not due any more, or on hold. */
  record Skipped(String reason) implements Outcome {}

  /** Not carried out, or not wholly; {@code rowsBySet} are gone all the same. */
  record Failed(String error, Map<String, Long> rowsBySet) implements Outcome {
    public Failed(String error) {
      this(error, Map.of());
    }
  }
}
