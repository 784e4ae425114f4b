package dev.lapse.account.lifecycle;

import dev.lapse.account.Account;
import dev.lapse.account.Accounts;
import dev.lapse.account.AnnounceChanges;
import dev.lapse.account.RefusedByRule;
import dev.lapse.clock.Timestamps;
import dev.lapse.evidence.Evidence;
import dev.lapse.evidence.EvidenceKind;
import dev.lapse.evidence.EvidenceLog;
import dev.lapse.policy.Deadlines;
import dev.lapse.policy.Policy;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Withdraws the retention choice: the purge becomes due at once, but not before the cut-off
 * (docs/policy-facts.md, fact 6).
 */
@Component
public class WithdrawRetention {
  private static final String WITHDRAW =
      """
      update lapse.account
      set retain_data = false, retention_withdrawn_at = :now
      where id = :id
      """;

  private final JdbcClient jdbc;
  private final Accounts accounts;
  private final Supplier<Policy> policy;
  private final EvidenceLog evidence;
  private final AnnounceChanges announce;
  private final ChangeUnderLock change;

  WithdrawRetention(
      JdbcClient jdbc,
      Accounts accounts,
      Supplier<Policy> policy,
      EvidenceLog evidence,
      AnnounceChanges announce,
      ChangeUnderLock change) {
    this.jdbc = jdbc;
    this.accounts = accounts;
    this.policy = policy;
    this.evidence = evidence;
    this.announce = announce;
    this.change = change;
  }

  /**
   * Withdraws the choice.
   *
   * @throws RefusedByRule if the account comes from a store, if no data is retained, or if its
   *     erasure has begun
   */
  public Account withdraw(String id, String actor, Instant now) {
    return change.unlessFromStore(
        id,
        now,
        account -> {
          Deadlines deadlines = account.deadlines();
          if (deadlines == null
              || deadlines.expiry() == null
              || account.pointOfNoReturnAt() != null) {
            throw new RefusedByRule(
                "nothing-retained", "account '" + id + "' has no retained data");
          }
          withdraw(account, deadlines, actor, now);
        });
  }

  /** Withdraws the choice of an account that is locked and has retained data. */
  public void withdraw(Account account, Deadlines retained, String actor, Instant now) {
    Deadlines withdrawn = policy.get().withdrawRetention(retained, now);
    accounts.setDeadlines(account.id(), withdrawn);
    jdbc.sql(WITHDRAW).param("id", account.id()).param("now", Timestamps.parameter(now)).update();
    evidence.append(
        new Evidence(
            EvidenceKind.RETENTION_WITHDRAWN,
            now,
            account.id(),
            account.lapseNumber(),
            null,
            actor,
            Map.of("purge", String.valueOf(withdrawn.purge()))));
    announce.retentionWithdrawn(account, withdrawn);
  }
}
