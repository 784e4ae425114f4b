package dev.lapse.run;

import dev.lapse.clock.DueClock;
import dev.lapse.plan.PlanCounts;
import dev.lapse.plan.PlanItems;
import dev.lapse.run.record.Run;
import dev.lapse.run.record.RunStatus;
import dev.lapse.run.record.Runs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Last step: writes the result to the run's row. A run that did not do all of its work is never
 * {@code completed}.
 */
@Component
class ReportStep {
  private static final Logger log = LoggerFactory.getLogger(ReportStep.class);

  private final Runs runs;
  private final PlanItems items;
  private final ErasedRowsReconciler erasedRowsReconciler;
  private final DueClock clock;

  ReportStep(
      Runs runs, PlanItems items, ErasedRowsReconciler erasedRowsReconciler, DueClock clock) {
    this.runs = runs;
    this.items = items;
    this.erasedRowsReconciler = erasedRowsReconciler;
    this.clock = clock;
  }

  void run(ActiveRun active) {
    Run run = active.run();
    erasedRowsReconciler.reconcile(run, active.stores());
    PlanCounts counts = items.counts(run.id());
    RunStatus status = status(active, counts);
    active.requireLock();
    runs.ended(
        run.id(),
        status,
        status == RunStatus.STOPPED ? active.stopped() : null,
        null,
        clock.instant());
    log.info(
        "run {} ({}, cell {}) {}: {} due, {} done, {} skipped, {} failed, {} rows{}",
        run.id(),
        run.job().text(),
        run.cell(),
        status.text(),
        counts.due(),
        counts.done(),
        counts.skipped(),
        counts.failed() + counts.notTaken(),
        counts.rows(),
        run.changesNothing() ? " (nothing was changed)" : "");
  }

  private static RunStatus status(ActiveRun active, PlanCounts counts) {
    if (active.run().waitsForApproval()) {
      return RunStatus.AWAITING_APPROVAL;
    }
    if (active.run().planFrozenAt() == null && active.stopped() != null) {
      return RunStatus.STOPPED;
    }
    if (counts.open() > 0) {
      if (active.stopped() == null) {
        throw new IllegalStateException(counts.open() + " accounts of the plan were not acted on");
      }
      return RunStatus.STOPPED;
    }
    if (counts.failed() + counts.notTaken() == 0) {
      return RunStatus.COMPLETED;
    }
    return counts.due() > 0 && counts.failed() == counts.due()
        ? RunStatus.FAILED
        : RunStatus.PARTIAL;
  }
}
