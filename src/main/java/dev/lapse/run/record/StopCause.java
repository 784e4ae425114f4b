package dev.lapse.run.record;

import dev.lapse.policy.EnumNames;

/** Why a run stopped early. */
public enum StopCause {
  OPERATOR,
  WINDOW,
  SHUTDOWN,
  CRASH,
  SUPERSEDED,
  /** A person refused the plan that waited for approval. */
  REJECTED;

  /** The name in tables and responses. */
  public String text() {
    return EnumNames.of(this);
  }
}
