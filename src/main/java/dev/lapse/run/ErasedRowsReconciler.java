package dev.lapse.run;

import dev.lapse.account.Outcome;
import dev.lapse.erase.store.DescribeStoreError;
import dev.lapse.erase.store.PreparedStores;
import dev.lapse.erase.verify.RowsErased;
import dev.lapse.plan.PlanItems;
import dev.lapse.policy.JobName;
import dev.lapse.run.record.Run;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Records the rows that a run erased of accounts that it did not finish: a slice of a large
 * account, a batch before a crash. They are gone, whatever the result of the run.
 */
@Component
class ErasedRowsReconciler {
  private static final int ACCOUNTS_AT_ONCE = 5_000;

  private static final Logger log = LoggerFactory.getLogger(ErasedRowsReconciler.class);

  private final PlanItems items;

  ErasedRowsReconciler(PlanItems items) {
    this.items = items;
  }

  void reconcile(Run run, PreparedStores stores) {
    if (run.job() == JobName.CUT_OFF || run.changesNothing() || stores.blocked() != null) {
      return;
    }
    List<String> open = items.open(run.id());
    for (int from = 0; from < open.size(); from += ACCOUNTS_AT_ONCE) {
      List<String> some = open.subList(from, Math.min(open.size(), from + ACCOUNTS_AT_ONCE));
      items.recordRows(run.id(), RowsErased.in(run.token(), stores.stores(), some));
    }
  }

  /**
   * While a run acts: records the erased rows of accounts that are not verified yet, to show
   * progress. If a store cannot tell, the verification does.
   */
  void recordProgress(ActiveRun active, Map<String, Outcome> outcomes) {
    List<String> acted =
        outcomes.entrySet().stream()
            .filter(entry -> entry.getValue() instanceof Outcome.Acted)
            .map(Map.Entry::getKey)
            .toList();
    if (acted.isEmpty()) {
      return;
    }
    Run run = active.run();
    try {
      items.recordRows(run.id(), RowsErased.in(run.token(), active.stores().stores(), acted));
    } catch (RuntimeException failed) {
      log.warn(
          "run {}: could not record the rows erased so far: {}",
          run.id(),
          DescribeStoreError.of(failed));
    }
  }
}
