package dev.lapse.cutoff;

import com.zaxxer.hikari.HikariDataSource;
import dev.lapse.account.Account;
import dev.lapse.clock.Timestamps;
import jakarta.annotation.PreDestroy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.stereotype.Component;

/** Accounts whose last change may not have reached every store. */
@Component
class PendingStoreNotifications {
  private static final String NOTE =
      """
      insert into lapse.untold (account_id, cell, since)
      values (:id, :cell, :since)
      on conflict (account_id) do nothing
      """;
  private static final String NOTIFIED =
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

  private static final String FAILED =
      """
      update lapse.untold
      set error = :error
      where account_id = :id
      """;
  private static final String PENDING =
      """
      select since, error
      from lapse.untold
      where account_id = :id
      """;

  private static final int CONNECTIONS_ASIDE = 2;

  private final JdbcClient jdbc;
  private final HikariDataSource aside = new HikariDataSource();

  PendingStoreNotifications(JdbcClient jdbc, DataSource database) throws SQLException {
    this.jdbc = jdbc;
    database.unwrap(HikariDataSource.class).copyStateTo(aside);
    aside.setPoolName("lapse-aside");
    aside.setMaximumPoolSize(CONNECTIONS_ASIDE);
    aside.setMinimumIdle(0);
    aside.setAutoCommit(true);
    aside.setMetricsTrackerFactory(null);
  }

  @PreDestroy
  void close() {
    aside.close();
  }

  /** Within the caller's transaction. */
  void note(Account account, Instant now) {
    note(jdbc, account, now);
  }

  private static void note(JdbcClient database, Account account, Instant now) {
    database
        .sql(NOTE)
        .param("id", account.id())
        .param("cell", account.cell())
        .param("since", Timestamps.parameter(now))
        .update();
  }

  /**
   * Committed at once, independently of the caller's transaction: uses a connection outside the
   * pool, because callers that wait for this one may hold all others.
   */
  void noteAtOnce(Account account, Instant now) {
    // not through Spring, which would keep the connection until the caller's transaction ends
    try (Connection connection = aside.getConnection()) {
      note(JdbcClient.create(new SingleConnectionDataSource(connection, true)), account, now);
    } catch (SQLException none) {
      throw new CannotGetJdbcConnectionException("no separate connection", none);
    }
  }

  /** Within the caller's transaction. */
  void notified(String id) {
    jdbc.sql(NOTIFIED).param("id", id).update();
  }

  void failed(String id, String error) {
    jdbc.sql(FAILED).param("id", id).param("error", error).update();
  }

  Optional<StoreNotificationRetry.Pending> pending(String id) {
    return jdbc.sql(PENDING)
        .param("id", id)
        .query(
            (row, number) ->
                new StoreNotificationRetry.Pending(
                    Timestamps.get(row, "since"), row.getString("error")))
        .optional();
  }

  List<String> open(String cell) {
    return jdbc.sql(OPEN).param("cell", cell).query(String.class).list();
  }
}
