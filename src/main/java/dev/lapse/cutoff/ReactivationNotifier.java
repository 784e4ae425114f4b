package dev.lapse.cutoff;

import dev.lapse.account.Account;
import dev.lapse.account.imports.ReactivatedInStore;
import dev.lapse.account.lifecycle.ReactivationStarted;
import dev.lapse.catalog.LifecycleEvent;
import java.util.List;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Notifies the stores of accounts that come back. */
@Component
public class ReactivationNotifier {
  private final StoreNotifier stores;
  private final PendingStoreNotifications pending;

  ReactivationNotifier(StoreNotifier stores, PendingStoreNotifications pending) {
    this.stores = stores;
    this.pending = pending;
  }

  /** Called before Lapse commits. If a store cannot be notified, the account does not come back. */
  @EventListener
  void send(ReactivationStarted reactivationStarted) {
    if (!stores.want(LifecycleEvent.REACTIVATION)) {
      return;
    }
    Account account = reactivationStarted.account();
    try (NotifiedStores notified =
        stores.send(
            LifecycleEvent.REACTIVATION,
            account.cell(),
            List.of(account.id()),
            reactivationStarted.at())) {
      pending.noteAtOnce(account, reactivationStarted.at());
      notified.commit();
    } catch (StatementFailed failed) {
      throw new StoreNotificationFailed(account.id(), failed);
    }
    pending.notified(account.id());
  }

  /** The account's row may be locked in its store, which is therefore notified later. */
  @EventListener
  void note(ReactivatedInStore came) {
    if (stores.want(LifecycleEvent.REACTIVATION)) {
      pending.note(came.account(), came.at());
    }
  }
}
