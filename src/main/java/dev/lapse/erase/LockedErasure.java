package dev.lapse.erase;

import dev.lapse.account.Account;
import dev.lapse.account.Accounts;
import dev.lapse.account.DueAccount;
import dev.lapse.account.Outcome;
import dev.lapse.account.RunContext;
import dev.lapse.catalog.live.RetryInHalves;
import dev.lapse.clock.DueClock;
import dev.lapse.erase.store.DescribeStoreError;
import dev.lapse.erase.store.Pause;
import dev.lapse.erase.store.RunLockLost;
import dev.lapse.evidence.Evidence;
import dev.lapse.evidence.EvidenceKind;
import dev.lapse.evidence.EvidenceLog;
import dev.lapse.source.LockedInStore;
import dev.lapse.source.StoreRecheck;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Erases single sets of accounts that may come back. The lock of the account's row is held during
 * the deletion in the stores and the count of what is left, so that data entered at a reactivation
 * cannot be erased.
 */
@Component
class LockedErasure {
  private static final int TRIES = 4;

  private final Accounts accounts;
  private final ClaimErasure claim;
  private final StoreRecheck store;
  private final EvidenceLog evidence;
  private final TransactionOperations transaction;
  private final DueClock clock;

  LockedErasure(
      Accounts accounts,
      ClaimErasure claim,
      StoreRecheck store,
      EvidenceLog evidence,
      TransactionOperations transaction,
      DueClock clock) {
    this.accounts = accounts;
    this.claim = claim;
    this.store = store;
    this.evidence = evidence;
    this.transaction = transaction;
    this.clock = clock;
  }

  /** An erasure that is carried out under the lock. */
  interface Action {
    /** Erases the data of due accounts, and returns the outcomes. */
    Map<String, Outcome> erase(RunContext runContext, List<String> ids, Instant now);

    /** Records that the data is erased, in the transaction that holds the locks. */
    void record(List<String> ids, Instant now);

    /** The evidence to record. */
    EvidenceKind evidence();
  }

  /**
   * Carries out the action on a batch. If it fails, halves the batch until the failing account is
   * alone.
   *
   * @param record writes the outcomes; called within the transaction that holds the locks
   */
  Map<String, Outcome> erase(
      Action action,
      RunContext runContext,
      List<DueAccount> due,
      Consumer<Map<String, Outcome>> record) {
    return new InTransaction(action, runContext, record).carryOut(due);
  }

  /** The action on several accounts in one transaction. */
  private final class InTransaction implements RetryInHalves<DueAccount, Map<String, Outcome>> {
    private final Action action;
    private final RunContext runContext;
    private final Consumer<Map<String, Outcome>> record;

    InTransaction(Action action, RunContext runContext, Consumer<Map<String, Outcome>> record) {
      this.action = action;
      this.runContext = runContext;
      this.record = record;
    }

    @Override
    public Map<String, Outcome> work(List<DueAccount> due) {
      return Objects.requireNonNull(
          transaction.execute(
              status -> {
                Map<String, Outcome> outcomes = once(action, runContext, due, clock.instant());
                record.accept(outcomes);
                return outcomes;
              }));
    }

    @Override
    public Next next(RuntimeException failure, int attempt) {
      if (failure instanceof RunLockLost) {
        throw failure;
      }
      int tries = DescribeStoreError.isLocked(failure) ? BatchRetry.TRIES_WHERE_LOCKED : TRIES;
      if (DescribeStoreError.isTransient(failure) && attempt < tries) {
        Pause.beforeTry(attempt + 1, Pause.UNIT);
        return Next.AGAIN;
      }
      return DescribeStoreError.isConnection(failure) ? Next.FAIL : Next.HALVES;
    }

    @Override
    public Map<String, Outcome> failed(List<DueAccount> due, RuntimeException failure) {
      return LockedErasure.this.failed(runContext, due, DescribeStoreError.failed(failure), record);
    }

    @Override
    public Map<String, Outcome> both(Map<String, Outcome> first, Map<String, Outcome> second) {
      return Outcome.both(first, second);
    }
  }

  /**
   * Carries out the action on a batch, in the caller's transaction and without another try.
   *
   * @param now everything due later is skipped
   */
  Map<String, Outcome> once(
      Action action, RunContext runContext, List<DueAccount> due, Instant now) {
    List<String> ids = DueAccount.ids(due);
    Map<String, Account> locked = accounts.lock(ids, now);
    Map<String, Outcome> left = ClaimErasure.skipped(runContext, due, locked, now);
    try (LockedInStore inStore =
        store.lockAgainstReactivation(
            ClaimErasure.open(due, locked, left), runContext.lockTimeout(), now)) {
      ClaimErasure.refuse(inStore.answer(), left);
      Map<String, Account> current = inStore.answer().asked() ? accounts.lock(ids, now) : locked;
      ClaimErasure.skipped(runContext, due, current, now).forEach(left::putIfAbsent);
      Map<String, Outcome> outcomes = new HashMap<>(left);
      outcomes.putAll(
          action.erase(runContext, ids.stream().filter(id -> !left.containsKey(id)).toList(), now));
      record(action, runContext, outcomes, current, now);
      return outcomes;
    }
  }

  private void record(
      Action action,
      RunContext runContext,
      Map<String, Outcome> outcomes,
      Map<String, Account> locked,
      Instant now) {
    List<Evidence> records = new ArrayList<>();
    List<String> removed = new ArrayList<>();
    outcomes.forEach(
        (id, outcome) -> {
          if (outcome instanceof Outcome.Done done) {
            removed.add(id);
            records.add(
                runContext.evidence(
                    action.evidence(),
                    now,
                    id,
                    Objects.requireNonNull(locked.get(id)).lapseNumber(),
                    Map.of("rows", done.rowsBySet())));
          }
        });
    action.record(removed, now);
    evidence.append(records);
  }

  Map<String, Outcome> failed(
      RunContext runContext,
      List<DueAccount> due,
      Outcome.Failed failed,
      Consumer<Map<String, Outcome>> record) {
    Map<String, Outcome> outcomes = new HashMap<>(claim.preview(runContext, due, clock.instant()));
    due.forEach(account -> outcomes.putIfAbsent(account.accountId(), failed));
    record.accept(outcomes);
    return outcomes;
  }
}
