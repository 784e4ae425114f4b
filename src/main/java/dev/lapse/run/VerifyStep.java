package dev.lapse.run;

import dev.lapse.account.DueAccount;
import dev.lapse.plan.PlanItems;
import dev.lapse.plan.PlannedAccount;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.springframework.stereotype.Component;

/**
 * Third step: counts what is left of the accounts that were acted on, part by part, on several
 * workers, even if the run was asked to stop.
 */
@Component
class VerifyStep {
  private static final int MOST_AT_ONCE = 1_000;

  /** Minimum number of accounts in a part: fewer are not worth its extra statements. */
  private static final int LEAST_AT_ONCE = 50;

  private final PlanItems items;
  private final TraceRun trace;

  VerifyStep(PlanItems items, TraceRun trace) {
    this.items = items;
    this.trace = trace;
  }

  /** Verifies one more part, if the lock of the run is still held; false if there is none. */
  boolean next(ActiveRun active) {
    active.requireLock();
    List<PlannedAccount> part = active.toVerify(() -> parts(active)).poll();
    if (part == null) {
      return false;
    }
    List<DueAccount> acted = part.stream().map(PlannedAccount::due).toList();
    trace.part(
        "verify",
        active.run(),
        () -> {
          LogFailures.log(active.run(), active.executor().verify(active, acted));
          return acted;
        });
    return true;
  }

  private Queue<List<PlannedAccount>> parts(ActiveRun active) {
    List<PlannedAccount> acted = items.acted(active.run().id());
    int workers = active.settings().parallelism();
    int share = (acted.size() + workers - 1) / workers;
    int most = Math.max(LEAST_AT_ONCE, Math.min(MOST_AT_ONCE, share));
    Queue<List<PlannedAccount>> parts = new ConcurrentLinkedQueue<>();
    for (int from = 0; from < acted.size(); from += most) {
      parts.add(acted.subList(from, Math.min(acted.size(), from + most)));
    }
    return parts;
  }
}
