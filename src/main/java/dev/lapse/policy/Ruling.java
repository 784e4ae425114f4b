package dev.lapse.policy;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Whether a customer's or operator's wish is allowed. */
public sealed interface Ruling {
  /** It is. */
  record Allowed() implements Ruling {}

  /**
   * It is not.
   *
   * @param rule short stable name of the rule, such as {@code resold}
   * @param reason a sentence for whoever asked
   * @param firstPossible from when on it is allowed, where waiting helps
   */
  record Refused(String rule, String reason, @Nullable Instant firstPossible) implements Ruling {
    public Refused(String rule, String reason) {
      this(rule, reason, null);
    }
  }
}
