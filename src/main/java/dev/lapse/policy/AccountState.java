package dev.lapse.policy;

/** Whether an account has lapsed, and by which event. */
public enum AccountState {
  ACTIVE,
  PAUSED,
  CLOSED,
  TRIAL_ENDED;

  /** The name in files, tables and responses. */
  public String text() {
    return EnumNames.of(this);
  }
}
