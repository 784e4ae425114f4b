package dev.lapse.security;

import java.util.Locale;

/** What a caller may be. One caller can have several. */
public enum Role {
  /** Sees accounts, runs and evidence. */
  VIEWER("see accounts, runs and evidence"),
  /** Starts and stops runs, places and releases holds, sends dead letters again. */
  OPERATOR("start and stop runs, place and release holds"),
  /** Approves a run that is over a limit, and vouches for accounts. */
  APPROVER(
      "approve a run that is over a limit, vouch for an account that no database knows any more"),
  /** Pauses, closes and reactivates, for the accounts that the token names. */
  LIFECYCLE("pause, close and reactivate accounts"),
  /** Asks what an account may do. */
  ACCESS("ask what an account may do");

  private final String may;

  Role(String may) {
    this.may = may;
  }

  /** What it may, in a few words. */
  public String may() {
    return may;
  }

  /** As tokens and settings name it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** As Spring Security knows it. */
  public String authority() {
    return "ROLE_" + name();
  }
}
