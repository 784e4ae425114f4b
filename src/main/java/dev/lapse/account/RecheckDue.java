package dev.lapse.account;

import dev.lapse.policy.Decision;
import dev.lapse.policy.JobName;
import dev.lapse.policy.Rules;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Applies the rules to planned accounts as they are now. */
public final class RecheckDue {
  private RecheckDue() {}

  /**
   * The planned accounts that a job must leave alone, with the reason.
   *
   * @param known the accounts as they are now; one that is absent is left alone
   * @param at an account that is due later is left alone
   */
  public static Map<String, Outcome> skipped(
      JobName job, Collection<DueAccount> planned, Map<String, Account> known, Instant at) {
    Map<String, Outcome> skipped = new HashMap<>();
    for (DueAccount due : planned) {
      Account current = known.get(due.accountId());
      Decision decision =
          current == null
              ? new Decision.Skip("no longer known")
              : Rules.decide(job, current.status(), due.lapseNumber(), at);
      if (decision instanceof Decision.Skip skip) {
        skipped.put(due.accountId(), new Outcome.Skipped(skip.reason()));
      } else if (decision instanceof Decision.Hold hold) {
        skipped.put(due.accountId(), new Outcome.Skipped(hold.reason()));
      }
    }
    return skipped;
  }

  /** The same, with the run's date or the present, whichever is earlier: nothing is done early. */
  public static Map<String, Outcome> skipped(
      JobName job,
      Collection<DueAccount> planned,
      Map<String, Account> known,
      Instant asOf,
      Instant now) {
    return skipped(job, planned, known, asOf.isBefore(now) ? asOf : now);
  }
}
