package dev.lapse.run;

import dev.lapse.policy.Words;

/** Why a run stopped before its end. */
public enum StopCause {
  OPERATOR,
  WINDOW,
  SHUTDOWN,
  CRASH,
  SUPERSEDED;

  /** The name in tables and answers. */
  public String text() {
    return Words.of(this);
  }
}
