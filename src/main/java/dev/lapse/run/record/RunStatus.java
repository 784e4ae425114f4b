package dev.lapse.run.record;

import dev.lapse.policy.EnumNames;

/** The status of a run. */
public enum RunStatus {
  RUNNING,
  /** Every account is done or skipped. */
  COMPLETED,
  /** Some accounts failed. */
  PARTIAL,
  /** All accounts failed, or the run as a whole did. */
  FAILED,
  /** Stopped early; the rest is still to be done. */
  STOPPED,
  /** Exceeded a limit and did nothing. */
  AWAITING_APPROVAL;

  /** The name in tables and responses. */
  public String text() {
    return EnumNames.of(this);
  }
}
