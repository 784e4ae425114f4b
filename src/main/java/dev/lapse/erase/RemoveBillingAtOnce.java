package dev.lapse.erase;

import dev.lapse.account.Account;
import dev.lapse.account.DueAccount;
import dev.lapse.account.Outcome;
import dev.lapse.account.RunContext;
import dev.lapse.account.lifecycle.PaymentDetailsDue;
import dev.lapse.catalog.Catalog;
import dev.lapse.clock.DueClock;
import dev.lapse.erase.store.DescribeStoreError;
import dev.lapse.plan.AllJobSettings;
import dev.lapse.plan.JobSettings;
import dev.lapse.plan.RunMode;
import dev.lapse.policy.JobName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Removes payment details in the command that makes them due, if the stores answer in time: after a
 * lapse is committed, and before a reactivation is. Takes the lock of the account's row, as the job
 * does, which removes what is left.
 *
 * <p>Does nothing while the job is in mode observe.
 */
@Component
public class RemoveBillingAtOnce {
  private static final Logger log = LoggerFactory.getLogger(RemoveBillingAtOnce.class);
  private static final int MORE_WHERE_REQUIRED = 10;

  private final Supplier<Catalog> catalog;
  private final JobSettings settings;
  private final BillingWork work;
  private final LockedErasure lockedErasure;
  private final RemovalTokens tokens;
  private final TransactionOperations transaction;
  private final JdbcClient jdbc;
  private final DueClock clock;
  private final Duration within;

  RemoveBillingAtOnce(
      Supplier<Catalog> catalog,
      AllJobSettings jobs,
      BillingWork work,
      LockedErasure lockedErasure,
      RemovalTokens tokens,
      TransactionOperations transaction,
      JdbcClient jdbc,
      DueClock clock,
      @Value("${lapse.payment-details.within:2s}") Duration within) {
    this.catalog = catalog;
    this.settings = jobs.get(JobName.REMOVE_BILLING_DETAILS);
    this.work = work;
    this.lockedErasure = lockedErasure;
    this.tokens = tokens;
    this.transaction = transaction;
    this.jdbc = jdbc;
    this.clock = clock;
    this.within = within;
  }

  /**
   * Removes them, or leaves them to the job.
   *
   * @throws PaymentDetailsRemain if the caller requires it and it is not possible now
   */
  @EventListener
  void remove(PaymentDetailsDue due) {
    Account account = due.account();
    if (account.billingRemovedAt() != null
        || settings.mode() != RunMode.ENFORCE
        || !hasBilling(account.cell())) {
      return;
    }
    String failed = attempt(due);
    if (failed == null) {
      return;
    }
    if (due.required()) {
      throw new PaymentDetailsRemain(account.id(), failed);
    }
    log.atWarn()
        .addKeyValue("lapse.account", account.id())
        .log(
            "account {}: the job {} will remove the payment details, because it was not possible at once: {}",
            account.id(),
            JobName.REMOVE_BILLING_DETAILS.text(),
            failed);
  }

  private boolean hasBilling(String cell) {
    Catalog current = catalog.get();
    return current.sets().stream().anyMatch(set -> set.billing() && current.isInCell(set, cell));
  }

  /** Why they could not be removed; null if they are, or must not be. */
  private @Nullable String attempt(PaymentDetailsDue due) {
    try {
      Outcome outcome = transaction.execute(status -> underLock(due));
      return outcome instanceof Outcome.Failed failed ? failed.error() : null;
    } catch (TimedWork.TooSlow slow) {
      return slow.getMessage();
    } catch (RuntimeException failed) {
      return DescribeStoreError.of(failed);
    }
  }

  private Outcome underLock(PaymentDetailsDue due) {
    Duration patience = due.required() ? within.multipliedBy(MORE_WHERE_REQUIRED) : within;
    if (!due.required()) {
      ClaimErasure.limitLockWait(jdbc, patience);
    }
    Account account = due.account();
    Instant now = clock.instant();
    RunContext context =
        new RunContext(
            0,
            tokens.of(account.id(), account.lapseNumber()),
            JobName.REMOVE_BILLING_DETAILS,
            account.cell(),
            now,
            due.actor(),
            catalog.get().version(),
            settings.throttle().chunkMillis(),
            settings.throttle().pauseMillis(),
            settings.throttle().lockTimeout(),
            () -> true);
    DueAccount dueAccount =
        new DueAccount(
            account.id(), account.lapseNumber(), Objects.requireNonNull(account.lapsedAt()));
    return Objects.requireNonNull(
        lockedErasure
            .once(work.within(patience, due.required()), context, List.of(dueAccount), now)
            .get(account.id()));
  }
}
