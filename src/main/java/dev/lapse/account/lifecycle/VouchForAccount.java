package dev.lapse.account.lifecycle;

import dev.lapse.account.Account;
import dev.lapse.account.AccountSource;
import dev.lapse.account.Accounts;
import dev.lapse.account.RefusedByRule;
import dev.lapse.evidence.Evidence;
import dev.lapse.evidence.EvidenceKind;
import dev.lapse.evidence.EvidenceLog;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Records that an operator vouches for an account: its rows are gone, and everything that buckets
 * and services have under its id is its own. Valid for one lapse; stays in the evidence with its
 * reason.
 */
@Component
public class VouchForAccount {
  private final Accounts accounts;
  private final EvidenceLog evidence;
  private final TransactionOperations transaction;
  private final ApplicationEventPublisher events;
  private final AccountSource accountSource;

  VouchForAccount(
      Accounts accounts,
      EvidenceLog evidence,
      TransactionOperations transaction,
      ApplicationEventPublisher events,
      AccountSource accountSource) {
    this.accounts = accounts;
    this.evidence = evidence;
    this.transaction = transaction;
    this.events = events;
    this.accountSource = accountSource;
  }

  /**
   * Vouches for an account in its current lapse.
   *
   * @throws RefusedByRule if it has not lapsed, if its erasure began, or if a database knows it
   */
  public Account vouch(String id, String reason, String actor, Instant now) {
    accountSource.refuseElsewhere(id);
    return Objects.requireNonNull(
        transaction.execute(
            status -> {
              Account account = accounts.lock(id, now);
              refuse(account);
              events.publishEvent(new VouchStarted(account));
              evidence.append(
                  new Evidence(
                      EvidenceKind.VOUCHED,
                      now,
                      id,
                      account.lapseNumber(),
                      null,
                      actor,
                      Map.of("reason", reason)));
              return account;
            }));
  }

  private static void refuse(Account account) {
    if (account.erasedAt() != null) {
      throw new RefusedByRule(
          "already-erased",
          "account '%s' was erased at %s".formatted(account.id(), account.erasedAt()));
    }
    if (account.pointOfNoReturnAt() != null) {
      throw new RefusedByRule(
          "being-erased",
          "the erasure of account '%s' began at %s; nobody needs to vouch for it"
              .formatted(account.id(), account.pointOfNoReturnAt()));
    }
    if (account.lapsedAt() == null) {
      throw new RefusedByRule(
          "not-lapsed",
          "account '%s' has not lapsed, so there is nothing to erase".formatted(account.id()));
    }
  }
}
