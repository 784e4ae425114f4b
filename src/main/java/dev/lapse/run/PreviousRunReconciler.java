package dev.lapse.run;

import dev.lapse.cutoff.StoreNotificationRetry;
import dev.lapse.erase.store.PreparedStores;
import dev.lapse.run.record.Run;
import dev.lapse.run.record.Runs;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Before a run plans: reconciles the accounts that earlier runs left open. */
@Component
class PreviousRunReconciler {
  private final Runs runs;
  private final ErasedRowsReconciler rows;
  private final StoreNotificationRetry notifications;

  PreviousRunReconciler(
      Runs runs, ErasedRowsReconciler rows, StoreNotificationRetry notifications) {
    this.runs = runs;
    this.rows = rows;
    this.notifications = notifications;
  }

  /** Why stores could not be notified of accounts, by account. */
  Map<String, String> reconcileBefore(Run run, PreparedStores stores) {
    if (run.changesNothing()) {
      return Map.of();
    }
    runs.leftOpenBefore(run).forEach(earlier -> rows.reconcile(earlier, stores));
    return notifications.retryPending(run.cell());
  }
}
