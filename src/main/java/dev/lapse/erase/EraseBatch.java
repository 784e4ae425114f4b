package dev.lapse.erase;

import dev.lapse.account.DueAccount;
import dev.lapse.account.Outcome;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The erasure of one batch, in the order of its phases: begin in every store, prepare (databases
 * delete and prove in open transactions, the others look), claim (the point of no return), finish
 * (databases commit, then services and buckets erase). Until the claim nothing is final. If
 * something fails, {@link AfterFailure} decides which accounts are retried, and in which groups.
 */
final class EraseBatch {
  private static final Logger log = LoggerFactory.getLogger(EraseBatch.class);

  private final Assignment run;
  private final PreparedStores stores;
  private final TransactionSize size;
  private final ClaimErasure claim;
  private final TransactionOperations transaction;
  private final InstantSource clock;
  private final Duration pauseUnit;
  private final Map<String, Outcome> outcomes = new HashMap<>();
  private final Deque<Group> open = new ArrayDeque<>();

  EraseBatch(
      Assignment run,
      PreparedStores stores,
      TransactionSize size,
      ClaimErasure claim,
      TransactionOperations transaction,
      InstantSource clock,
      Duration pauseUnit) {
    this.pauseUnit = pauseUnit;
    this.run = run;
    this.stores = stores;
    this.size = size;
    this.claim = claim;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * Accounts that are erased in one transaction of each store, or one that needs several.
   *
   * @param attempt number of the attempt, from 1
   */
  record Group(List<DueAccount> accounts, boolean large, int attempt) {
    List<String> ids() {
      return accounts.stream().map(DueAccount::accountId).toList();
    }

    Group without(Collection<String> ids) {
      return new Group(
          accounts.stream().filter(account -> !ids.contains(account.accountId())).toList(),
          large,
          1);
    }

    Group again() {
      return new Group(accounts, large, attempt + 1);
    }
  }

  Map<String, Outcome> erase(Batch batch) {
    outcomes.putAll(claim.preview(run, batch.accounts(), clock.instant()));
    Group due = new Group(batch.accounts(), batch.inSlices(), 1).without(outcomes.keySet());
    String blocked = stores.blocked();
    if (blocked != null) {
      due.ids().forEach(id -> outcomes.put(id, stores.failed(blocked)));
      return outcomes;
    }
    AfterFailure afterFailure = new AfterFailure(run, stores, size, pauseUnit);
    try {
      outcomes.putAll(claim.unrecognized(stores.stores(), due.ids()));
    } catch (StopRequested stopped) {
      return outcomes;
    } catch (RunLost lost) {
      throw lost;
    } catch (RuntimeException failed) {
      outcomes.putAll(afterFailure.allFail(due, failed));
      return outcomes;
    }
    open.add(due.without(outcomes.keySet()));
    for (Group group = open.poll(); group != null; group = open.poll()) {
      if (group.accounts().isEmpty()) {
        continue;
      }
      try {
        erase(group);
      } catch (StopRequested stopped) {
        open.clear(); // before the claim: they stay unchanged
      } catch (RunLost lost) {
        throw lost;
      } catch (RuntimeException failed) {
        log.debug("erasure failed", failed);
        AfterFailure.Next next = afterFailure.next(group, failed);
        outcomes.putAll(next.failed());
        next.groups().forEach(open::addFirst);
      }
    }
    return outcomes;
  }

  private void erase(Group group) {
    try (OpenErasures erasures = begin(group)) {
      erasures.prepare();
      if (!run.goOn().getAsBoolean()) {
        open.clear(); // no further account passes the point of no return
        return;
      }
      Map<String, Outcome> refused = claim(group);
      if (refused.isEmpty()) {
        finish(erasures, group);
      } else {
        outcomes.putAll(refused);
        open.addFirst(group.without(refused.keySet()));
      }
    }
  }

  private OpenErasures begin(Group group) {
    List<String> ids = group.ids();
    return OpenErasures.begin(
        stores.stores(),
        store ->
            group.large() ? store.beginLarge(run, ids.get(0), size) : store.begin(run, ids, size));
  }

  /** Commits the point of no return of all accounts, or of none if some must not be erased. */
  private Map<String, Outcome> claim(Group group) {
    return Objects.requireNonNull(
        transaction.execute(status -> claim.claim(run, group.accounts(), clock.instant())));
  }

  private void finish(OpenErasures erasures, Group group) {
    if (erasures.finish()) {
      group.ids().forEach(id -> outcomes.put(id, new Outcome.Acted()));
    }
    Pause.millis(run.pauseMillis());
  }
}
