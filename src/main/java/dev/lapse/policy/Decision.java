package dev.lapse.policy;

/** What a job may do to one account at a given time. */
public sealed interface Decision {
  /** Skip it: nothing is due, or no longer. */
  record Skip(String reason) implements Decision {}

  /** It is due, but a hold forbids it. */
  record Hold(String reason) implements Decision {}

  /** It is due and allowed. */
  record Act() implements Decision {}
}
