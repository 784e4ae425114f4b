package dev.lapse.evidence;

import java.util.Locale;

/** What a record of evidence states. */
public enum EvidenceKind {
  LAPSED,
  REACTIVATED,
  RETENTION_WITHDRAWN,
  HOLD_PLACED,
  HOLD_RELEASED,
  /**
   * An operator vouched that the account's rows are gone and everything else under its id is its
   * own.
   */
  VOUCHED,
  /** An operator ended the lapse of an account that has nothing in any store. */
  FORGOTTEN,
  BILLING_REMOVED,
  CUT_OFF,
  /** Committed together with the point of no return, before anything is deleted. */
  ERASURE_INTENT,
  /** Verified: nothing is left. Carries the rows by set. */
  ERASURE_OUTCOME,
  /** The erasure did not finish; carries the rows that are gone nevertheless. */
  ERASURE_FAILED,
  /** Kept sets were erased too, because their own period is over. */
  KEPT_ERASED,
  PLAN_APPROVED,
  /** A person refused a plan that waited for approval. */
  PLAN_REJECTED;

  /** The name in the table. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
