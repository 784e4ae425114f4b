package dev.lapse.cutoff;

import dev.lapse.account.Account;
import dev.lapse.account.Accounts;
import dev.lapse.catalog.Occasion;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Takes back, in the stores, reactivations that did not come to an end in Lapse: a crash between
 * the two commits leaves a product that lets in whom Lapse has cut off.
 */
@Component
public class SettleReactivations {
  private static final Logger log = LoggerFactory.getLogger(SettleReactivations.class);

  private final Accounts accounts;
  private final TellStores stores;
  private final BegunReactivations begun;
  private final TransactionOperations transaction;
  private final InstantSource clock;

  SettleReactivations(
      Accounts accounts,
      TellStores stores,
      BegunReactivations begun,
      TransactionOperations transaction,
      InstantSource clock) {
    this.accounts = accounts;
    this.stores = stores;
    this.begun = begun;
    this.transaction = transaction;
    this.clock = clock;
  }

  /** Of one cell. What fails is told, and tried again the next time. */
  public void of(String cell) {
    for (String id : begun.open(cell)) {
      try {
        transaction.executeWithoutResult(status -> settle(id, cell));
        log.info("account {}: a reactivation that did not come to an end is settled", id);
      } catch (StatementFailed failed) {
        log.warn("account {}: {}", id, failed.getMessage());
      }
    }
  }

  /** Whoever is reactivating it at this moment holds the lock, and has ended it afterwards. */
  private void settle(String id, String cell) {
    Instant now = clock.instant();
    Account account = accounts.lock(Set.of(id), now).get(id);
    if (begun.open(cell).contains(id)
        && account != null
        && account.cutOffAt() != null
        && account.erasedAt() == null) {
      stores.tell(Occasion.CUT_OFF, cell, List.of(id), now, () -> {});
    }
    begun.end(id);
  }
}
