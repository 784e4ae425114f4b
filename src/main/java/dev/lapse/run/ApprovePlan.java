package dev.lapse.run;

import dev.lapse.account.RefusedByRule;
import dev.lapse.catalog.Catalog;
import dev.lapse.evidence.Evidence;
import dev.lapse.evidence.EvidenceKind;
import dev.lapse.evidence.EvidenceLog;
import dev.lapse.plan.AllJobSettings;
import dev.lapse.plan.JobSettings;
import dev.lapse.plan.PlanItems;
import dev.lapse.policy.EnumNames;
import dev.lapse.policy.Policy;
import dev.lapse.run.record.Run;
import dev.lapse.run.record.RunRefused;
import dev.lapse.run.record.RunStatus;
import dev.lapse.run.record.Runs;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Approves a plan that exceeds a limit, if it is still valid. */
@Component
class ApprovePlan {
  private final Runs runs;
  private final PlanItems items;
  private final AllJobSettings settings;
  private final Policy policy;
  private final Catalog catalog;
  private final EvidenceLog evidence;
  private final TransactionOperations transaction;

  ApprovePlan(
      Runs runs,
      PlanItems items,
      AllJobSettings settings,
      Policy policy,
      Catalog catalog,
      EvidenceLog evidence,
      TransactionOperations transaction) {
    this.runs = runs;
    this.items = items;
    this.settings = settings;
    this.policy = policy;
    this.catalog = catalog;
    this.evidence = evidence;
    this.transaction = transaction;
  }

  /**
   * Commits the approval together with its evidence.
   *
   * @throws RunRefused if the run does not wait for approval
   * @throws RefusedByRule if the plan is no longer valid
   */
  Run approve(long id, String reason, String actor, Instant now) {
    Run run = runs.get(id);
    if (run.status() != RunStatus.AWAITING_APPROVAL) {
      throw new RunRefused(
          "run %d is %s; it is not waiting for approval".formatted(id, run.status().text()));
    }
    requireTrue(run, now);
    transaction.executeWithoutResult(
        status -> {
          runs.approved(id, actor, reason, now);
          evidence.append(
              new Evidence(
                  EvidenceKind.PLAN_APPROVED,
                  now,
                  null,
                  null,
                  id,
                  actor,
                  Map.of("overLimit", String.valueOf(run.overLimit()))));
        });
    return runs.get(id);
  }

  private void requireTrue(Run run, Instant now) {
    JobSettings job = settings.get(run.job());
    if (job.mode() != run.mode()) {
      throw noLongerTrue(run, "the job is now in mode " + EnumNames.of(job.mode()));
    }
    if (!policy.version().equals(run.policyVersion())) {
      throw noLongerTrue(run, "the policy has changed since");
    }
    if (!catalog.version().equals(run.catalogVersion())) {
      throw noLongerTrue(run, "the catalog has changed since");
    }
    List<String> changed = items.noLongerTrue(run.id(), run.job(), now);
    if (!changed.isEmpty()) {
      throw noLongerTrue(
          run,
          "%d of its accounts have changed since it was made (%s%s)"
              .formatted(
                  changed.size(),
                  changed.stream().limit(5).collect(Collectors.joining(", ")),
                  changed.size() > 5 ? ", …" : ""));
    }
  }

  /** The options without which a rerun would be of another slot, and supersede nothing. */
  private static String accounts(Run run) {
    return run.accounts().stream().map(" --account "::concat).collect(Collectors.joining());
  }

  private static RefusedByRule noLongerTrue(Run run, String why) {
    return new RefusedByRule(
        "plan-no-longer-true",
        "the plan of run %d is no longer valid: %s; plan again with 'lapse run %s --cell %s --as-of %s%s --rerun --reason …'"
            .formatted(run.id(), why, run.job().text(), run.cell(), run.asOf(), accounts(run)));
  }
}
