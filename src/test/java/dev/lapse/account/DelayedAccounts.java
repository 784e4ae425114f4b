package dev.lapse.account;

import dev.lapse.account.lifecycle.ChangeUnderLock;
import dev.lapse.account.lifecycle.LapseHistory;
import dev.lapse.account.lifecycle.ReactivateAccount;
import dev.lapse.evidence.EvidenceLog;
import dev.lapse.testing.Delays;
import dev.lapse.testing.TestProgram;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** The real locks, with a wait before and after each. */
public final class DelayedAccounts extends Accounts {
  private final Delays delays;

  public DelayedAccounts(JdbcClient jdbc, Delays delays) {
    super(jdbc);
    this.delays = delays;
  }

  @Override
  public Map<String, Account> lock(Collection<String> ids, Instant now) {
    delays.here();
    Map<String, Account> locked = super.lock(ids, now);
    delays.here();
    return locked;
  }

  /** The real reactivation, with these locks. */
  public ReactivateAccount reactivation(TestProgram program) {
    return new ReactivateAccount(
        program.get(JdbcClient.class),
        program.get(EvidenceLog.class),
        program.get(AnnounceChanges.class),
        program.get(LapseHistory.class),
        new ChangeUnderLock(
            this, program.get(TransactionOperations.class), program.get(AccountSource.class)),
        program.context());
  }
}
