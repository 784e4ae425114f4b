package dev.lapse.erase;

import dev.lapse.account.DueAccount;
import dev.lapse.account.Outcome;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Erases batches of accounts: recognize, claim, delete. What is left of them is for {@link
 * VerifyErasure} to say.
 */
@Component
public class EraseAccounts {
  private static final Logger log = LoggerFactory.getLogger(EraseAccounts.class);
  private static final int TRIES = 4;

  private final ClaimErasure claim;
  private final TransactionOperations transaction;
  private final InstantSource clock;

  EraseAccounts(ClaimErasure claim, TransactionOperations transaction, InstantSource clock) {
    this.claim = claim;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * Erases a batch.
   *
   * @return what became of each account; one that is absent was left in mid-work because the run
   *     was asked to stop, and is taken up again
   */
  public Map<String, Outcome> erase(Assignment assignment, PreparedStores stores, Batch batch) {
    Map<String, Outcome> outcomes =
        new HashMap<>(claim.preview(assignment, batch.accounts(), clock.instant()));
    List<DueAccount> open = without(batch.accounts(), outcomes);
    String blocked = stores.blocked();
    if (blocked != null) {
      open.forEach(account -> outcomes.put(account.accountId(), new Outcome.Failed(blocked)));
      return outcomes;
    }
    try {
      outcomes.putAll(RecognizeAccounts.unrecognized(stores.stores(), ids(open)));
    } catch (RuntimeException failed) {
      outcomes.putAll(failed(failed, ids(open)));
      return outcomes;
    }
    open = without(open, outcomes);
    outcomes.putAll(claimed(assignment, open));
    open = without(open, outcomes);
    if (batch.inSlices()) {
      open.forEach(
          account -> inSlices(assignment, stores, batch.size(), account.accountId(), outcomes));
    } else if (!open.isEmpty()) {
      together(assignment, stores, batch.size(), ids(open), 1, outcomes);
    }
    return outcomes;
  }

  private Map<String, Outcome> claimed(Assignment assignment, List<DueAccount> open) {
    return open.isEmpty()
        ? Map.of()
        : Objects.requireNonNull(
            transaction.execute(status -> claim.claim(assignment, open, clock.instant())));
  }

  /**
   * One transaction per store for all of them; where that fails, halves, until the account that
   * fails is alone.
   */
  private void together(
      Assignment assignment,
      PreparedStores stores,
      TransactionSize size,
      List<String> ids,
      int attempt,
      Map<String, Outcome> outcomes) {
    try {
      for (PostgresErasure store : stores.stores()) {
        long started = System.nanoTime();
        long rows = store.erase(assignment.token(), ids);
        size.learn(rows, (System.nanoTime() - started) / 1_000_000);
        Pause.millis(assignment.pauseMillis());
      }
      ids.forEach(id -> outcomes.put(id, new Outcome.Acted()));
    } catch (RuntimeException failed) {
      if (DescribeError.isTransient(failed) && attempt < TRIES) {
        Pause.beforeTry(attempt + 1);
        together(assignment, stores, size, ids, attempt + 1, outcomes);
      } else if (DescribeError.isConnection(failed) || ids.size() == 1) {
        outcomes.putAll(failed(assignment, stores, failed, ids));
      } else {
        int half = ids.size() / 2;
        together(assignment, stores, size, ids.subList(0, half), 1, outcomes);
        together(assignment, stores, size, ids.subList(half, ids.size()), 1, outcomes);
      }
    }
  }

  private void inSlices(
      Assignment assignment,
      PreparedStores stores,
      TransactionSize size,
      String id,
      Map<String, Outcome> outcomes) {
    for (int attempt = 1; ; attempt++) {
      try {
        for (PostgresErasure store : stores.stores()) {
          boolean whole =
              store.eraseInSlices(
                  assignment.token(),
                  id,
                  size,
                  () -> {
                    Pause.millis(assignment.pauseMillis());
                    return assignment.goOn().getAsBoolean();
                  });
          if (!whole) {
            return;
          }
        }
        outcomes.put(id, new Outcome.Acted());
        return;
      } catch (RuntimeException failed) {
        if (!DescribeError.isTransient(failed) || attempt == TRIES) {
          outcomes.putAll(failed(assignment, stores, failed, List.of(id)));
          return;
        }
        Pause.beforeTry(attempt + 1);
      }
    }
  }

  /** Failed, with the rows that are gone all the same. */
  private static Map<String, Outcome> failed(
      Assignment assignment, PreparedStores stores, RuntimeException failure, List<String> ids) {
    Map<String, Outcome> outcomes = failed(failure, ids);
    for (PostgresErasure store : stores.stores()) {
      try {
        store
            .progress(assignment.token(), ids)
            .forEach(
                (id, rows) ->
                    outcomes.computeIfPresent(id, (known, outcome) -> with(outcome, rows)));
      } catch (RuntimeException unreadable) {
        log.warn(
            "rows erased so far in store '{}' could not be read: {}",
            store.name(),
            DescribeError.of(unreadable));
      }
    }
    return outcomes;
  }

  private static Outcome with(Outcome outcome, Map<String, Long> rows) {
    if (outcome instanceof Outcome.Failed failed) {
      TreeMap<String, Long> all = new TreeMap<>(failed.rowsBySet());
      all.putAll(rows);
      return new Outcome.Failed(failed.error(), all);
    }
    return outcome;
  }

  private static Map<String, Outcome> failed(RuntimeException failure, Collection<String> ids) {
    String error = DescribeError.of(failure);
    log.debug("erasure failed", failure);
    Map<String, Outcome> outcomes = new HashMap<>();
    ids.forEach(id -> outcomes.put(id, new Outcome.Failed(error)));
    return outcomes;
  }

  private static List<String> ids(List<DueAccount> accounts) {
    return accounts.stream().map(DueAccount::accountId).toList();
  }

  private static List<DueAccount> without(List<DueAccount> accounts, Map<String, Outcome> decided) {
    return accounts.stream().filter(account -> !decided.containsKey(account.accountId())).toList();
  }
}
