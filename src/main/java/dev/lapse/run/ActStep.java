package dev.lapse.run;

import dev.lapse.account.Outcome;
import dev.lapse.erase.Batch;
import dev.lapse.erase.Batches;
import dev.lapse.plan.PlanItems;
import dev.lapse.plan.PlannedAccount;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/** Second step: acts on the planned accounts, batch by batch, on several workers. */
@Component
class ActStep {
  private final PlanItems items;
  private final ErasedRowsReconciler erasedRowsReconciler;
  private final TraceRun trace;
  private final ApplicationEventPublisher events;

  ActStep(
      PlanItems items,
      ErasedRowsReconciler erasedRowsReconciler,
      TraceRun trace,
      ApplicationEventPublisher events) {
    this.items = items;
    this.erasedRowsReconciler = erasedRowsReconciler;
    this.trace = trace;
    this.events = events;
  }

  /** Creates the batches that the workers share. A plan that waits for approval has none. */
  void prepare(ActiveRun active) {
    List<PlannedAccount> planned =
        active.run().waitsForApproval() ? List.of() : items.planned(active.run().id());
    active.hasBatches(
        new Batches<>(
            planned,
            PlannedAccount::rows,
            PlannedAccount::due,
            active.settings().throttle().chunkMillis(),
            active.settings().parallelism(),
            active.run().changesNothing() && active.stores().countTogether()));
    active.startsWith(planned.size(), planned.stream().mapToLong(PlannedAccount::rows).sum());
  }

  /** Acts on one more batch; false if there is none or none may be started. */
  boolean next(ActiveRun active) {
    if (!active.mayGoOn()) {
      return false;
    }
    Optional<Batch> batch = active.batches().next();
    if (batch.isEmpty()) {
      return false;
    }
    trace.part("batch", active.run(), () -> act(active, batch.get()));
    return true;
  }

  private Map<String, Outcome> act(ActiveRun active, Batch batch) {
    Map<String, Outcome> outcomes = active.executor().act(active, batch);
    erasedRowsReconciler.recordProgress(active, outcomes);
    report(active, batch, outcomes);
    return outcomes;
  }

  private void report(ActiveRun active, Batch batch, Map<String, Outcome> outcomes) {
    LogFailures.log(active.run(), outcomes);
    long rows = batch.rowsPlanned();
    events.publishEvent(
        new RunAdvanced(
            active.run().id(),
            active.run().job(),
            active.run().cell(),
            active.addAccounts(outcomes.size()),
            active.openAtStart(),
            active.addRows(rows),
            active.rowsAtStart(),
            Duration.ofNanos(System.nanoTime() - active.startedNanos())));
  }
}
