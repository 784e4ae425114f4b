package dev.lapse.policy;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Whether the policy allows a request of a customer or operator. */
public sealed interface PolicyCheck {
  /** The request is allowed. */
  record Allowed() implements PolicyCheck {}

  /**
   * The request is refused.
   *
   * @param rule short stable name of the rule, such as {@code resold}
   * @param reason a sentence for the requester
   * @param firstPossible from when on it is allowed; null if waiting does not help
   */
  record Refused(String rule, String reason, @Nullable Instant firstPossible)
      implements PolicyCheck {
    public Refused(String rule, String reason) {
      this(rule, reason, null);
    }
  }
}
