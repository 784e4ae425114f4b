package dev.lapse.run;

import dev.lapse.account.Outcome;
import dev.lapse.account.RefusedByRule;
import dev.lapse.evidence.Evidence;
import dev.lapse.evidence.EvidenceKind;
import dev.lapse.evidence.EvidenceLog;
import dev.lapse.plan.PlanItems;
import dev.lapse.run.record.PlanStillValid;
import dev.lapse.run.record.Run;
import dev.lapse.run.record.RunRefused;
import dev.lapse.run.record.RunStatus;
import dev.lapse.run.record.Runs;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Approves a plan that exceeds a limit. Accounts that have changed since are left out; the others
 * can still be approved.
 */
@Component
class ApprovePlan {
  private static final String LEFT_OUT = "left out when the plan was approved: ";

  private final Runs runs;
  private final PlanItems items;
  private final PlanStillValid valid;
  private final EvidenceLog evidence;
  private final TransactionOperations transaction;

  ApprovePlan(
      Runs runs,
      PlanItems items,
      PlanStillValid valid,
      EvidenceLog evidence,
      TransactionOperations transaction) {
    this.runs = runs;
    this.items = items;
    this.valid = valid;
    this.evidence = evidence;
    this.transaction = transaction;
  }

  /**
   * Commits the approval together with its evidence and with the accounts that it leaves out, and
   * marks the run as running.
   *
   * @throws RunRefused if the run does not wait for approval
   * @throws RefusedByRule if the policy, the catalog or the mode of the job has changed
   */
  Run approve(long id, String reason, String actor, Instant now) {
    Run run = runs.get(id);
    requireWaiting(run);
    valid
        .obstacle(run)
        .ifPresent(
            why -> {
              throw new RefusedByRule("plan-no-longer-true", why);
            });
    transaction.executeWithoutResult(
        status -> {
          if (!runs.approved(id, actor, reason, now)) {
            requireWaiting(runs.get(id));
          }
          Map<String, String> changed = items.changed(id, run.job(), now);
          Map<String, Outcome> leftOut = new HashMap<>();
          changed.forEach(
              (account, why) -> leftOut.put(account, new Outcome.Skipped(LEFT_OUT + why)));
          items.record(id, leftOut, now);
          evidence.append(
              new Evidence(
                  EvidenceKind.PLAN_APPROVED,
                  now,
                  null,
                  null,
                  id,
                  actor,
                  Map.of("overLimit", String.valueOf(run.overLimit()), "leftOut", leftOut.size())));
          runs.running(id, false, null, now);
        });
    return runs.get(id);
  }

  private static void requireWaiting(Run run) {
    if (run.status() != RunStatus.AWAITING_APPROVAL) {
      throw new RunRefused(
          "run %d is %s; it is not waiting for approval".formatted(run.id(), run.status().text()));
    }
  }
}
