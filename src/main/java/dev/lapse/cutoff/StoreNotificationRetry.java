package dev.lapse.cutoff;

import dev.lapse.account.Account;
import dev.lapse.account.Accounts;
import dev.lapse.catalog.LifecycleEvent;
import dev.lapse.clock.DueClock;
import dev.lapse.policy.Deadlines;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Notifies stores whose state may be out of date: because a crash prevented the commit of a
 * reactivation in Lapse, or because an account came back in the store that it comes from.
 */
@Component
public class StoreNotificationRetry {
  private static final Logger log = LoggerFactory.getLogger(StoreNotificationRetry.class);

  private final Accounts accounts;
  private final StoreNotifier stores;
  private final PendingStoreNotifications untold;
  private final TransactionOperations transaction;
  private final DueClock clock;

  StoreNotificationRetry(
      Accounts accounts,
      StoreNotifier stores,
      PendingStoreNotifications untold,
      TransactionOperations transaction,
      DueClock clock) {
    this.accounts = accounts;
    this.stores = stores;
    this.untold = untold;
    this.transaction = transaction;
    this.clock = clock;
  }

  /** Retries the accounts of one cell. Failures are logged, and the next run retries them. */
  public void retryPending(String cell) {
    for (String id : untold.open(cell)) {
      try {
        transaction.executeWithoutResult(status -> tell(id, cell));
      } catch (StatementFailed failed) {
        log.atWarn()
            .addKeyValue("lapse.account", id)
            .log("account {}: {}", id, failed.getMessage());
      }
    }
  }

  /** A concurrent reactivation holds the lock, and has notified the store when it releases it. */
  private void tell(String id, String cell) {
    Instant now = clock.instant();
    Account account = accounts.lock(Set.of(id), now).get(id);
    if (account != null && untold.open(cell).contains(id)) {
      if (account.cutOffAt() != null) {
        stores.tell(LifecycleEvent.CUT_OFF, cell, List.of(id), now, () -> {});
      } else if (!isOverdue(account.deadlines(), now)) {
        stores.tell(LifecycleEvent.REACTIVATION, cell, List.of(id), now, () -> {});
      }
    }
    untold.notified(id);
  }

  /** Stores are notified of a cut-off when it is carried out. */
  private static boolean isOverdue(@Nullable Deadlines deadlines, Instant now) {
    return deadlines != null && !deadlines.cutOff().isAfter(now);
  }
}
