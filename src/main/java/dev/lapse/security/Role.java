package dev.lapse.security;

import java.util.Locale;

/** What a caller may be. One caller can have several. */
public enum Role {
  /** Sees accounts, runs and evidence. */
  VIEWER,
  /** Starts and stops runs, places and releases holds, sends dead letters again. */
  OPERATOR,
  /** Approves a run that is over a limit. */
  APPROVER,
  /** Pauses, closes and reactivates, for the accounts that the token names. */
  LIFECYCLE,
  /** Asks what an account may do. */
  ACCESS;

  /** As tokens and settings name it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** As Spring Security knows it. */
  public String authority() {
    return "ROLE_" + name();
  }
}
