package dev.lapse.cutoff;

import dev.lapse.account.Account;
import dev.lapse.account.Reactivating;
import dev.lapse.catalog.Occasion;
import java.util.List;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Tells the stores that an account comes back, before Lapse commits it. Where they cannot be told,
 * it does not come back.
 */
@Component
class TellReactivation {
  private final TellStores stores;
  private final BegunReactivations begun;

  TellReactivation(TellStores stores, BegunReactivations begun) {
    this.stores = stores;
    this.begun = begun;
  }

  @EventListener
  void tell(Reactivating reactivating) {
    if (!stores.wants(Occasion.REACTIVATION)) {
      return;
    }
    Account account = reactivating.account();
    try {
      stores.tell(
          Occasion.REACTIVATION,
          account.cell(),
          List.of(account.id()),
          reactivating.at(),
          () -> begun.begin(account.id(), account.cell(), reactivating.at()));
    } catch (StatementFailed failed) {
      throw new StoreNotTold(account.id(), failed);
    }
    begun.end(account.id());
  }
}
