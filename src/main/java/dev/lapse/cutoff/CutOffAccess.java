package dev.lapse.cutoff;

import dev.lapse.account.Account;
import dev.lapse.account.Accounts;
import dev.lapse.account.DueAccount;
import dev.lapse.account.Outcome;
import dev.lapse.account.RunContext;
import dev.lapse.catalog.live.RetryInHalves;
import dev.lapse.catalog.live.StoreUnreachable;
import dev.lapse.clock.DueClock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Records a cut-off and notifies the stores that asked for it. The access view shows the cut-off
 * from the second at which it is due.
 */
@Component
public class CutOffAccess {
  private static final Logger log = LoggerFactory.getLogger(CutOffAccess.class);
  private static final int TRIES = 3;

  /** Retries when a row is locked: the holder will release it. */
  private static final int TRIES_WHERE_LOCKED = 10;

  private final CutOffUnderLock cutOff;
  private final Accounts accounts;
  private final TransactionOperations transaction;
  private final DueClock clock;

  CutOffAccess(
      CutOffUnderLock cutOff,
      Accounts accounts,
      TransactionOperations transaction,
      DueClock clock) {
    this.cutOff = cutOff;
    this.accounts = accounts;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * Cuts off the due accounts of a batch. Every condition is read again under the lock that a
   * reactivation takes; the stores commit first, so that after a crash they are notified once more.
   * If a store fails, the batch is halved until the failing account is alone.
   *
   * @param record writes the outcomes; called within the transaction that holds the locks
   */
  public Map<String, Outcome> cutOff(
      RunContext run, List<DueAccount> due, Consumer<Map<String, Outcome>> record) {
    return new InTransaction(run, record).carryOut(due);
  }

  /**
   * Before an erasure: notifies the stores of a cut-off that no job has carried out. This never
   * delays the erasure: a failure is logged, and the claim records the cut-off.
   */
  public void carryOutOverdue(RunContext run, List<DueAccount> due) {
    Instant now = clock.instant();
    Map<String, Account> known = known(due, now);
    List<DueAccount> overdue =
        due.stream()
            .filter(
                account -> {
                  Account current = known.get(account.accountId());
                  return current != null && current.cutOffAt() == null;
                })
            .toList();
    if (overdue.isEmpty()) {
      return;
    }
    cutOff(run, overdue, outcomes -> {})
        .forEach(
            (id, outcome) -> {
              if (outcome instanceof Outcome.Failed failed) {
                log.atWarn()
                    .addKeyValue("lapse.account", id)
                    .log(
                        "account {}: the {} continues without its cut-off: {}",
                        id,
                        run.job().text(),
                        failed.error());
              }
            });
  }

  /** One cut-off of several accounts in one transaction. */
  private final class InTransaction implements RetryInHalves<DueAccount, Map<String, Outcome>> {
    private final RunContext run;
    private final Consumer<Map<String, Outcome>> record;

    InTransaction(RunContext run, Consumer<Map<String, Outcome>> record) {
      this.run = run;
      this.record = record;
    }

    @Override
    public Map<String, Outcome> work(List<DueAccount> due) {
      return Objects.requireNonNull(
          transaction.execute(
              status -> {
                Map<String, Outcome> outcomes = cutOff.underLock(run, due, clock.instant());
                record.accept(outcomes);
                return outcomes;
              }));
    }

    @Override
    public Next next(RuntimeException failure, int attempt) {
      if (failure instanceof StatementFailed failed) {
        return failed.isTransient() && attempt < TRIES
            ? Next.AGAIN
            : failed.isConnection() ? Next.FAIL : Next.HALVES;
      }
      if (failure instanceof StoreUnreachable unreachable) {
        if (unreachable.isLocked() && attempt < TRIES_WHERE_LOCKED) {
          LockSupport.parkNanos(run.lockTimeout().toNanos());
          return Next.AGAIN;
        }
        return unreachable.isLocked() ? Next.HALVES : Next.FAIL;
      }
      throw failure;
    }

    @Override
    public Map<String, Outcome> failed(List<DueAccount> due, RuntimeException failure) {
      return CutOffAccess.this.failed(run, due, String.valueOf(failure.getMessage()), record);
    }

    @Override
    public Map<String, Outcome> both(Map<String, Outcome> first, Map<String, Outcome> second) {
      return Outcome.both(first, second);
    }
  }

  /** Failed, except for accounts that are no longer due. */
  private Map<String, Outcome> failed(
      RunContext run, List<DueAccount> due, String error, Consumer<Map<String, Outcome>> record) {
    Instant now = clock.instant();
    Map<String, Outcome> outcomes = CutOffUnderLock.skipped(run, due, known(due, now), now);
    due.forEach(account -> outcomes.putIfAbsent(account.accountId(), new Outcome.Failed(error)));
    record.accept(outcomes);
    return outcomes;
  }

  private Map<String, Account> known(List<DueAccount> due, Instant now) {
    return accounts.read(DueAccount.ids(due), now);
  }
}
