package dev.lapse.policy;

/** What a job may do to one account at one moment. */
public sealed interface Decision {
  /** Leave it alone: nothing is due, or not any more. */
  record Keep(String reason) implements Decision {}

  /** It is due, but a hold forbids it. */
  record Hold(String reason) implements Decision {}

  /** It is due and allowed. */
  record Act() implements Decision {}
}
