package dev.lapse.cutoff;

import dev.lapse.account.Account;
import dev.lapse.account.Timestamps;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Accounts of which stores may have been told what is not so, or not what is. */
@Component
class UntoldAccounts {
  private static final String NOTE =
      """
      insert into lapse.untold (account_id, cell, since)
      values (:id, :cell, :since)
      on conflict (account_id) do nothing
      """;
  private static final String TOLD =
      """
      delete from lapse.untold
      where account_id = :id
      """;
  private static final String OPEN =
      """
      select account_id
      from lapse.untold
      where cell = :cell
      order by since, account_id
      """;

  private final JdbcClient jdbc;
  private final TransactionTemplate ofItsOwn;

  UntoldAccounts(JdbcClient jdbc, PlatformTransactionManager transactions) {
    this.jdbc = jdbc;
    ofItsOwn = new TransactionTemplate(transactions);
    ofItsOwn.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
  }

  /** Within the caller's transaction. */
  void note(Account account, Instant now) {
    jdbc.sql(NOTE)
        .param("id", account.id())
        .param("cell", account.cell())
        .param("since", Timestamps.parameter(now))
        .update();
  }

  /** Committed at once, whatever becomes of the caller's transaction. */
  void noteAtOnce(Account account, Instant now) {
    ofItsOwn.executeWithoutResult(status -> note(account, now));
  }

  /** Within the caller's transaction. */
  void told(String id) {
    jdbc.sql(TOLD).param("id", id).update();
  }

  List<String> open(String cell) {
    return jdbc.sql(OPEN).param("cell", cell).query(String.class).list();
  }
}
