package dev.lapse.run;

import dev.lapse.policy.Words;

/** How a run stands. */
public enum RunStatus {
  RUNNING,
  /** Every account is done or skipped. */
  COMPLETED,
  /** Some accounts failed. */
  PARTIAL,
  /** All accounts failed, or the run as a whole did. */
  FAILED,
  /** Ended before its end; what is left is still to be done. */
  STOPPED,
  /** Over a limit; did nothing. */
  AWAITING_APPROVAL;

  /** The name in tables and answers. */
  public String text() {
    return Words.of(this);
  }
}
