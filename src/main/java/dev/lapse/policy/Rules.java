package dev.lapse.policy;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a job may do to an account, decided from the stored deadlines (docs/policy-facts.md, facts
 * 4, 5, 10 and 11).
 */
public final class Rules {
  private Rules() {}

  /**
   * Decides again, from data just read under the account's lock.
   *
   * @param plannedLapse the lapse that the plan was made for
   * @param asOf business date: deadlines at this instant or before are due
   */
  public static Decision decide(
      JobName job, AccountStatus account, int plannedLapse, Instant asOf) {
    Instant due = due(job, account);
    if (account.state() == AccountState.ACTIVE) {
      return new Decision.Skip("reactivated");
    }
    if (account.lapseNumber() != plannedLapse) {
      return new Decision.Skip("lapsed again since it was planned");
    }
    if (account.erased() && (job != JobName.EXPIRE || account.keptDue() == null)) {
      return new Decision.Skip("already erased");
    }
    if (due == null) {
      return new Decision.Skip("nothing due");
    }
    if (due.isAfter(asOf)) {
      return new Decision.Skip("not due before " + due);
    }
    if (job != JobName.CUT_OFF && !account.holds().isEmpty()) {
      return new Decision.Hold("on hold: " + String.join(", ", account.holds()));
    }
    return new Decision.Act();
  }

  /** The stored deadline of the job's action; null if there is nothing to do. */
  private static @Nullable Instant due(JobName job, AccountStatus account) {
    Deadlines deadlines = account.deadlines();
    if (deadlines == null) {
      return null;
    }
    return switch (job) {
      case REMOVE_BILLING_DETAILS -> account.billingRemoved() ? null : account.lapsedAt();
      case CUT_OFF -> account.cutOff() ? null : deadlines.cutOff();
      case PURGE -> deadlines.purge();
      case EXPIRE -> account.erased() ? account.keptDue() : deadlines.expiry();
    };
  }
}
