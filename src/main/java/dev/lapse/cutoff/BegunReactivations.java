package dev.lapse.cutoff;

import dev.lapse.account.Timestamps;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Reactivations that stores were told of before they are committed in Lapse. */
@Component
class BegunReactivations {
  private static final String BEGIN =
      """
      insert into lapse.reactivation_begun (account_id, cell, since)
      values (:id, :cell, :since)
      on conflict (account_id) do nothing
      """;
  private static final String END =
      """
      delete from lapse.reactivation_begun
      where account_id = :id
      """;
  private static final String OPEN =
      """
      select account_id
      from lapse.reactivation_begun
      where cell = :cell
      order by since, account_id
      """;

  private final JdbcClient jdbc;
  private final TransactionTemplate ofItsOwn;

  BegunReactivations(JdbcClient jdbc, PlatformTransactionManager transactions) {
    this.jdbc = jdbc;
    ofItsOwn = new TransactionTemplate(transactions);
    ofItsOwn.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
  }

  /** Committed at once, whatever becomes of the caller's transaction. */
  void begin(String id, String cell, Instant now) {
    ofItsOwn.executeWithoutResult(
        status ->
            jdbc.sql(BEGIN)
                .param("id", id)
                .param("cell", cell)
                .param("since", Timestamps.parameter(now))
                .update());
  }

  /** Within the caller's transaction. */
  void end(String id) {
    jdbc.sql(END).param("id", id).update();
  }

  List<String> open(String cell) {
    return jdbc.sql(OPEN).param("cell", cell).query(String.class).list();
  }
}
