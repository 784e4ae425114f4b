package dev.lapse.policy;

/** Whether a customer's or operator's wish is allowed. */
public sealed interface Ruling {
  /** It is. */
  record Allowed() implements Ruling {}

  /**
   * It is not.
   *
   * @param rule short stable name of the rule, such as {@code resold}
   * @param reason a sentence for whoever asked
   */
  record Refused(String rule, String reason) implements Ruling {}
}
