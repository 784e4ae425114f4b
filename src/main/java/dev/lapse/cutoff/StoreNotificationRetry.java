package dev.lapse.cutoff;

import dev.lapse.account.Account;
import dev.lapse.account.Accounts;
import dev.lapse.catalog.LifecycleEvent;
import dev.lapse.clock.DueClock;
import dev.lapse.policy.Deadlines;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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
  private final PendingStoreNotifications pending;
  private final TransactionOperations transaction;
  private final DueClock clock;

  StoreNotificationRetry(
      Accounts accounts,
      StoreNotifier stores,
      PendingStoreNotifications pending,
      TransactionOperations transaction,
      DueClock clock) {
    this.accounts = accounts;
    this.stores = stores;
    this.pending = pending;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * An account whose stores may still have outdated information.
   *
   * @param since when it came back
   * @param error why the last attempt to notify them failed; null before the first
   */
  public record Pending(Instant since, @Nullable String error) {}

  /** Whether stores are still to be notified of an account. */
  public Optional<Pending> pending(String id) {
    return pending.pending(id);
  }

  /**
   * Retries the accounts of one cell.
   *
   * @return why accounts failed, by id; the next run retries them
   */
  public Map<String, String> retryPending(String cell) {
    Map<String, String> failures = new TreeMap<>();
    for (String id : pending.open(cell)) {
      try {
        transaction.executeWithoutResult(status -> notifyStores(id, cell));
      } catch (StatementFailed failed) {
        String error = String.valueOf(failed.getMessage());
        pending.failed(id, error);
        failures.put(id, error);
        log.atWarn().addKeyValue("lapse.account", id).log("account {}: {}", id, error);
      }
    }
    return failures;
  }

  /** A concurrent reactivation holds the lock, and has notified the store when it releases it. */
  private void notifyStores(String id, String cell) {
    Instant now = clock.instant();
    Account account = accounts.lock(Set.of(id), now).get(id);
    if (account != null && pending.open(cell).contains(id)) {
      if (account.cutOffAt() != null) {
        notifyStores(LifecycleEvent.CUT_OFF, id, cell, now);
      } else if (!isOverdue(account.deadlines(), now)) {
        notifyStores(LifecycleEvent.REACTIVATION, id, cell, now);
      }
    }
    pending.notified(id);
  }

  private void notifyStores(LifecycleEvent event, String id, String cell, Instant now) {
    try (NotifiedStores notified = stores.send(event, cell, List.of(id), now)) {
      notified.commit();
    }
  }

  /** Stores are notified of a cut-off when it is carried out. */
  private static boolean isOverdue(@Nullable Deadlines deadlines, Instant now) {
    return deadlines != null && !deadlines.cutOff().isAfter(now);
  }
}
