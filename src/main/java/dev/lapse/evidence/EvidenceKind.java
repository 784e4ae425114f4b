package dev.lapse.evidence;

import java.util.Locale;

/** What a piece of evidence says. */
public enum EvidenceKind {
  LAPSED,
  REACTIVATED,
  RETENTION_WITHDRAWN,
  HOLD_PLACED,
  HOLD_RELEASED,
  /** An operator said that the rows of an account are gone, and the rest is its own. */
  VOUCHED,
  BILLING_REMOVED,
  CUT_OFF,
  /** Committed together with the point of no return, before anything is deleted. */
  ERASURE_INTENT,
  /** Verified: nothing is left. Carries the rows by set. */
  ERASURE_OUTCOME,
  /** The erasure did not finish; carries the rows that are gone all the same. */
  ERASURE_FAILED,
  /** Sets that outlived the account are erased too, their time being over. */
  KEPT_ERASED,
  PLAN_APPROVED;

  /** The name in the table. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
