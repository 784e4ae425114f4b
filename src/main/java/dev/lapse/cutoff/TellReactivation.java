package dev.lapse.cutoff;

import dev.lapse.account.Account;
import dev.lapse.account.CameBack;
import dev.lapse.account.Reactivating;
import dev.lapse.catalog.Occasion;
import java.util.List;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Notifies the stores of accounts that come back. */
@Component
class TellReactivation {
  private final TellStores stores;
  private final UntoldAccounts untold;

  TellReactivation(TellStores stores, UntoldAccounts untold) {
    this.stores = stores;
    this.untold = untold;
  }

  /** Called before Lapse commits. If a store cannot be notified, the account does not come back. */
  @EventListener
  void tell(Reactivating reactivating) {
    if (!stores.want(Occasion.REACTIVATION)) {
      return;
    }
    Account account = reactivating.account();
    try {
      stores.tell(
          Occasion.REACTIVATION,
          account.cell(),
          List.of(account.id()),
          reactivating.at(),
          () -> untold.noteAtOnce(account, reactivating.at()));
    } catch (StatementFailed failed) {
      throw new StoreNotTold(account.id(), failed);
    }
    untold.told(account.id());
  }

  /** The account's row may be locked in its store, which is therefore notified later. */
  @EventListener
  void note(CameBack came) {
    if (stores.want(Occasion.REACTIVATION)) {
      untold.note(came.account(), came.at());
    }
  }
}
