package dev.lapse.erase;

import dev.lapse.account.DueAccount;
import dev.lapse.account.Outcome;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Erases batches of accounts: recognize, foresee, claim, delete. What is left of them is for {@link
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
      open.forEach(account -> outcomes.put(account.accountId(), stores.failed(blocked)));
      return outcomes;
    }
    try {
      outcomes.putAll(RecognizeAccounts.unrecognized(stores.stores(), ids(open)));
    } catch (StopRequested stopped) {
      return outcomes;
    } catch (RuntimeException failed) {
      outcomes.putAll(failed(reasons(failed, ids(open))));
      return outcomes;
    }
    open = without(open, outcomes);
    if (batch.inSlices()) {
      open.forEach(account -> inSlices(assignment, stores, batch.size(), account, outcomes));
    } else if (!open.isEmpty()) {
      together(assignment, stores, batch.size(), open, 1, outcomes);
    }
    return outcomes;
  }

  /** Commits the point of no return of accounts; those that may be erased. */
  private Set<String> claimed(
      Assignment assignment, List<DueAccount> accounts, Map<String, Outcome> outcomes) {
    Map<String, Outcome> left =
        Objects.requireNonNull(
            transaction.execute(status -> claim.claim(assignment, accounts, clock.instant())));
    outcomes.putAll(left);
    Set<String> claimed = new LinkedHashSet<>(ids(accounts));
    claimed.removeAll(left.keySet());
    return claimed;
  }

  /**
   * One transaction per store for all of them, each open until the stores after it are done: the
   * point of no return is committed only when all stores have seen that they can erase. Where that
   * fails, halves, until the account that fails is alone.
   */
  private void together(
      Assignment assignment,
      PreparedStores stores,
      TransactionSize size,
      List<DueAccount> accounts,
      int attempt,
      Map<String, Outcome> outcomes) {
    try {
      Set<String> erased = eraseFrom(stores.stores(), 0, assignment, size, accounts, outcomes);
      Pause.millis(assignment.pauseMillis());
      erased.forEach(id -> outcomes.put(id, new Outcome.Acted()));
    } catch (StopRequested stopped) {
      // what was begun is taken up again
      log.debug("stopped while a store was asked");
    } catch (RefusedAccounts | AccountsFailed some) {
      Map<String, String> reasons = reasons(some, ids(accounts));
      outcomes.putAll(failed(assignment, stores, reasons, why(some)));
      List<DueAccount> others =
          accounts.stream().filter(account -> !reasons.containsKey(account.accountId())).toList();
      if (others.size() == accounts.size()) {
        // the store names accounts in another way than they were asked for: none of them is safe
        outcomes.putAll(
            failed(
                assignment,
                stores,
                ids(others).stream()
                    .collect(Collectors.toMap(id -> id, id -> String.valueOf(some.getMessage()))),
                null));
      } else if (!others.isEmpty()) {
        together(assignment, stores, size, others, 1, outcomes);
      }
    } catch (RuntimeException failed) {
      if (DescribeError.isTooLarge(failed)) {
        size.halve();
      }
      if (DescribeError.isTransient(failed)
          && attempt < TRIES
          && !(DescribeError.isTooLarge(failed) && accounts.size() > 1)) {
        Pause.beforeTry(attempt + 1);
        together(assignment, stores, size, accounts, attempt + 1, outcomes);
      } else if (DescribeError.isConnection(failed) || accounts.size() == 1) {
        failed(assignment, stores, reasons(failed, ids(accounts)), null)
            .forEach((id, outcome) -> outcomes.merge(id, outcome, EraseAccounts::skippedOr));
      } else {
        int half = accounts.size() / 2;
        together(assignment, stores, size, accounts.subList(0, half), 1, outcomes);
        together(assignment, stores, size, accounts.subList(half, accounts.size()), 1, outcomes);
      }
    }
  }

  private Set<String> eraseFrom(
      List<StoreErasure> stores,
      int index,
      Assignment assignment,
      TransactionSize size,
      List<DueAccount> accounts,
      Map<String, Outcome> outcomes) {
    if (index == stores.size()) {
      return claimed(assignment, accounts, outcomes);
    }
    Set<String> erased = new LinkedHashSet<>();
    stores
        .get(index)
        .erase(
            assignment.token(),
            ids(accounts),
            () -> {
              erased.addAll(eraseFrom(stores, index + 1, assignment, size, accounts, outcomes));
              return erased;
            },
            size);
    return erased;
  }

  private void inSlices(
      Assignment assignment,
      PreparedStores stores,
      TransactionSize size,
      DueAccount account,
      Map<String, Outcome> outcomes) {
    String id = account.accountId();
    for (int attempt = 1; ; attempt++) {
      try {
        for (StoreErasure store : stores.stores()) {
          Map<String, String> refused = store.foresee(List.of(id)).refused();
          if (!refused.isEmpty()) {
            throw new RefusedAccounts(refused);
          }
        }
        if (claimed(assignment, List.of(account), outcomes).isEmpty()) {
          return;
        }
        for (StoreErasure store : stores.stores()) {
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
      } catch (StopRequested stopped) {
        return;
      } catch (RuntimeException failed) {
        if (DescribeError.isTooLarge(failed)) {
          size.halve();
        }
        if (!DescribeError.isTransient(failed) || attempt == TRIES) {
          outcomes.putAll(failed(assignment, stores, reasons(failed, List.of(id)), why(failed)));
          return;
        }
        Pause.beforeTry(attempt + 1);
      }
    }
  }

  /** Failed, with the rows that are gone all the same. */
  private static Map<String, Outcome> failed(
      Assignment assignment,
      PreparedStores stores,
      Map<String, String> reasons,
      @Nullable BlockReason why) {
    Map<String, Outcome> outcomes = failed(reasons);
    if (why != null) {
      reasons.forEach((id, reason) -> outcomes.put(id, why.failed(reason)));
    }
    List<String> ids = List.copyOf(reasons.keySet());
    for (StoreErasure store : stores.stores()) {
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
      return new Outcome.Failed(failed.error(), all, failed.blockedBy());
    }
    return outcome;
  }

  private static @Nullable BlockReason why(RuntimeException failure) {
    return failure instanceof RefusedAccounts refused ? refused.why() : null;
  }

  private static Map<String, String> reasons(RuntimeException failure, List<String> ids) {
    log.debug("erasure failed", failure);
    if (failure instanceof RefusedAccounts refused) {
      return refused.reasons();
    }
    if (failure instanceof AccountsFailed some) {
      return some.reasons();
    }
    String error = DescribeError.of(failure);
    return ids.stream().collect(Collectors.toMap(id -> id, id -> error));
  }

  private static Map<String, Outcome> failed(Map<String, String> reasons) {
    Map<String, Outcome> outcomes = new HashMap<>();
    reasons.forEach((id, reason) -> outcomes.put(id, new Outcome.Failed(reason)));
    return outcomes;
  }

  /** What the claim left alone is left alone, whatever became of the others. */
  private static Outcome skippedOr(Outcome before, Outcome after) {
    return before instanceof Outcome.Skipped ? before : after;
  }

  private static List<String> ids(List<DueAccount> accounts) {
    return accounts.stream().map(DueAccount::accountId).toList();
  }

  private static List<DueAccount> without(List<DueAccount> accounts, Map<String, Outcome> decided) {
    return accounts.stream().filter(account -> !decided.containsKey(account.accountId())).toList();
  }
}
