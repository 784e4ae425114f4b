package dev.lapse.erase;

import dev.lapse.account.Outcome;
import dev.lapse.account.RunContext;
import dev.lapse.erase.store.OpenErasures;
import dev.lapse.erase.store.Pause;
import dev.lapse.erase.store.PreparedStores;
import dev.lapse.erase.store.RunLockLost;
import dev.lapse.erase.store.StopRequested;
import dev.lapse.erase.store.TransactionSize;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The erasure of a batch in the order of its phases: recheck, begin in every store, prepare
 * (databases delete and prove in open transactions, the others look), claim (the point of no
 * return), finish (databases commit, then services and buckets erase). Nothing is final before the
 * claim. Then {@code erase.verify} counts what is left, and records it.
 */
@Component
public class EraseAccounts {
  private static final Logger log = LoggerFactory.getLogger(EraseAccounts.class);

  private final ClaimErasure claim;
  private final TransactionOperations transaction;
  private final InstantSource clock;
  private final Duration retryPause;

  EraseAccounts(
      ClaimErasure claim,
      TransactionOperations transaction,
      InstantSource clock,
      @Value("${lapse.retry-pause:20ms}") Duration retryPause) {
    this.retryPause = retryPause;
    this.claim = claim;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * Erases a batch.
   *
   * @return the outcome of each account; one that is absent was not started, or was left unfinished
   *     because the run was asked to stop
   */
  public Map<String, Outcome> erase(RunContext run, PreparedStores stores, Batch batch) {
    return new OneBatch(run, stores, batch.size()).erase(batch);
  }

  private final class OneBatch {
    private final RunContext run;
    private final PreparedStores stores;
    private final TransactionSize size;
    private final BatchRetry batchRetry;
    private final Map<String, Outcome> outcomes = new HashMap<>();
    private final Deque<ErasureGroup> open = new ArrayDeque<>();

    OneBatch(RunContext run, PreparedStores stores, TransactionSize size) {
      this.run = run;
      this.stores = stores;
      this.size = size;
      this.batchRetry = new BatchRetry(run, stores, size, retryPause);
    }

    Map<String, Outcome> erase(Batch batch) {
      outcomes.putAll(claim.preview(run, batch.accounts(), clock.instant()));
      ErasureGroup due =
          new ErasureGroup(batch.accounts(), batch.inSlices(), 1).without(outcomes.keySet());
      String blocked = stores.blocked();
      if (blocked != null) {
        due.ids().forEach(id -> outcomes.put(id, stores.failed(blocked)));
      } else if (recognize(due)) {
        open.add(due.without(outcomes.keySet()));
        eraseOpen();
      }
      return outcomes;
    }

    /** Asks the stores which of the accounts they know; false if that ends the batch. */
    private boolean recognize(ErasureGroup due) {
      try {
        outcomes.putAll(claim.unrecognized(stores.stores(), due.ids()));
        return true;
      } catch (StopRequested stopped) {
        return false;
      } catch (RunLockLost lost) {
        throw lost;
      } catch (RuntimeException failed) {
        outcomes.putAll(batchRetry.allFail(due, failed));
        return false;
      }
    }

    private void eraseOpen() {
      for (ErasureGroup group = open.poll(); group != null; group = open.poll()) {
        try {
          erase(group);
        } catch (StopRequested stopped) {
          open.clear(); // before the claim: they stay unchanged
        } catch (RunLockLost lost) {
          throw lost;
        } catch (RuntimeException failed) {
          log.debug("erasure failed", failed);
          BatchRetry.Next next = batchRetry.next(group, failed);
          outcomes.putAll(next.failed());
          next.groups().forEach(open::addFirst);
        }
      }
    }

    private void erase(ErasureGroup group) {
      if (group.accounts().isEmpty()) {
        return;
      }
      try (OpenErasures erasures =
          OpenErasures.begin(stores.stores(), store -> group.begin(store, run, size))) {
        erasures.prepare();
        if (!run.goOn().getAsBoolean()) {
          throw new StopRequested();
        }
        Map<String, Outcome> refused = claim(group);
        if (!refused.isEmpty()) {
          outcomes.putAll(refused);
          open.addFirst(group.without(refused.keySet()));
        } else if (erasures.finish()) {
          group.ids().forEach(id -> outcomes.put(id, new Outcome.Acted()));
        }
        Pause.millis(run.pauseMillis());
      }
    }

    /** Commits the point of no return of all accounts, or of none if some must not be erased. */
    private Map<String, Outcome> claim(ErasureGroup group) {
      return Objects.requireNonNull(
          transaction.execute(status -> claim.claim(run, group.accounts(), clock.instant())));
    }
  }
}
