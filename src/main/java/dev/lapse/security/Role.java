package dev.lapse.security;

import java.util.Locale;

/** The roles of callers. A caller can have several. */
public enum Role {
  /** Sees accounts, runs and evidence. */
  VIEWER("see accounts, runs and evidence"),
  /**
   * Starts, reruns and stops runs, rejects plans, places and releases holds, resends dead letters.
   */
  OPERATOR("start, rerun and stop runs, reject plans, place and release holds"),
  /**
   * Approves and rejects runs that exceed a limit, vouches for accounts and forgets them, and
   * decides about the catalog.
   */
  APPROVER(
      "approve or reject a run that exceeds a limit, vouch for an account that no database knows any more, forget an account that has nothing left, answer the questions of the catalog"),
  /** Pauses, closes and reactivates, for the accounts that the token names. */
  LIFECYCLE("pause, close and reactivate accounts"),
  /** Reads what an account may do. */
  ACCESS("read what an account may do");

  private final String may;

  Role(String may) {
    this.may = may;
  }

  /** A short description of the role. */
  public String may() {
    return may;
  }

  /** The name in tokens and settings. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The authority in Spring Security. */
  public String authority() {
    return "ROLE_" + name();
  }
}
