package dev.lapse.cutoff;

import dev.lapse.account.Account;
import dev.lapse.account.Accounts;
import dev.lapse.account.DueAccount;
import dev.lapse.account.Outcome;
import dev.lapse.catalog.StoreUnreachable;
import dev.lapse.clock.DueClock;
import dev.lapse.policy.JobName;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Makes a cut-off durable and records it, and tells the stores that want to know. The access view
 * says the same from the second at which it is due.
 */
@Component
public class CutOffAccess {
  private static final Logger log = LoggerFactory.getLogger(CutOffAccess.class);
  private static final int TRIES = 3;

  /** Whoever holds a lock lets go of it some time. */
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
   * In whose name accounts are cut off.
   *
   * @param run number of the run
   * @param job the cut-off, or the job that carries out what is overdue
   * @param asOf what is due at this instant or before is cut off, but nothing that is due later
   *     than now
   * @param lockTimeout how long rows in a store are waited for
   */
  public record Order(
      long run, String actor, JobName job, String cell, Instant asOf, Duration lockTimeout) {}

  /**
   * Cuts off what is due of a batch. Every condition is read again under the lock that a
   * reactivation takes; the stores commit first, so that what a crash leaves is told once more.
   * Where a store fails, halves, until the account that fails is alone.
   *
   * @param record writes the outcomes; called within the transaction that holds the locks
   */
  public Map<String, Outcome> cutOff(
      Order order, List<DueAccount> due, Consumer<Map<String, Outcome>> record) {
    return cutOff(order, due, 1, record);
  }

  /**
   * Before an erasure: the stores are told of a cut-off that no job has carried out. It never
   * delays the erasure: where it fails it is logged, and the claim makes the cut-off durable.
   */
  public void carryOutOverdue(Order order, List<DueAccount> due) {
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
    cutOff(order, overdue, outcomes -> {})
        .forEach(
            (id, outcome) -> {
              if (outcome instanceof Outcome.Failed failed) {
                log.atWarn()
                    .addKeyValue("lapse.account", id)
                    .log(
                        "account {}: the {} goes on without its cut-off: {}",
                        id,
                        order.job().text(),
                        failed.error());
              }
            });
  }

  private Map<String, Outcome> cutOff(
      Order order, List<DueAccount> due, int attempt, Consumer<Map<String, Outcome>> record) {
    try {
      return Objects.requireNonNull(
          transaction.execute(
              status -> {
                Map<String, Outcome> outcomes = cutOff.underLock(order, due, clock.instant());
                record.accept(outcomes);
                return outcomes;
              }));
    } catch (StatementFailed failed) {
      if (failed.isTransient() && attempt < TRIES) {
        return cutOff(order, due, attempt + 1, record);
      }
      if (due.size() == 1 || failed.isConnection()) {
        return failed(order, due, String.valueOf(failed.getMessage()), record);
      }
      return halves(order, due, record);
    } catch (StoreUnreachable unreachable) {
      if (unreachable.isLocked() && attempt < TRIES_WHERE_LOCKED) {
        LockSupport.parkNanos(order.lockTimeout().toNanos());
        return cutOff(order, due, attempt + 1, record);
      }
      if (unreachable.isLocked() && due.size() > 1) {
        return halves(order, due, record);
      }
      return failed(order, due, String.valueOf(unreachable.getMessage()), record);
    }
  }

  private Map<String, Outcome> halves(
      Order order, List<DueAccount> due, Consumer<Map<String, Outcome>> record) {
    Map<String, Outcome> outcomes = new HashMap<>();
    outcomes.putAll(cutOff(order, due.subList(0, due.size() / 2), 1, record));
    outcomes.putAll(cutOff(order, due.subList(due.size() / 2, due.size()), 1, record));
    return outcomes;
  }

  /** Failed, but for those of which nothing is due any more. */
  private Map<String, Outcome> failed(
      Order order, List<DueAccount> due, String error, Consumer<Map<String, Outcome>> record) {
    Instant now = clock.instant();
    Map<String, Outcome> outcomes = CutOffUnderLock.skipped(order, due, known(due, now), now);
    due.forEach(account -> outcomes.putIfAbsent(account.accountId(), new Outcome.Failed(error)));
    record.accept(outcomes);
    return outcomes;
  }

  private Map<String, Account> known(List<DueAccount> due, Instant now) {
    return accounts.read(due.stream().map(DueAccount::accountId).toList(), now).stream()
        .collect(Collectors.toMap(Account::id, account -> account));
  }
}
