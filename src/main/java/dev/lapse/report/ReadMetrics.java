package dev.lapse.report;

import dev.lapse.report.ReadTotals.Totals;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Reads all metrics in one snapshot, or fails within seconds. */
@Component
class ReadMetrics {
  private static final int STATEMENT_MILLIS = 3_000;
  private static final int NETWORK_MILLIS = 6_000;

  private final List<MetricSource> families;
  private final ReadTotals totals;
  private final JdbcOperations jdbc;
  private final TransactionTemplate transaction;
  private final InstantSource clock;

  ReadMetrics(
      List<MetricSource> families,
      ReadTotals totals,
      JdbcOperations jdbc,
      PlatformTransactionManager transactions,
      InstantSource clock) {
    this.families = List.copyOf(families);
    this.totals = totals;
    this.jdbc = jdbc;
    this.clock = clock;
    transaction = new TransactionTemplate(transactions);
    transaction.setReadOnly(true);
    transaction.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
  }

  /**
   * Reads the metrics.
   *
   * @throws org.springframework.dao.DataAccessException if the database cannot be queried
   * @throws org.springframework.transaction.TransactionException if it cannot be reached
   */
  MetricSnapshots read() {
    return Objects.requireNonNull(
        transaction.execute(
            status -> {
              jdbc.execute((ConnectionCallback<Boolean>) ReadMetrics::inTime);
              MetricSnapshots.Builder all = MetricSnapshots.builder();
              Instant now = clock.instant();
              Totals counted = totals.read();
              families.forEach(some -> some.read(now, counted).forEach(all::metricSnapshot));
              return all.build();
            }));
  }

  /**
   * The server cancels a statement that takes too long; the socket timeout covers a server that is
   * gone.
   */
  private static boolean inTime(Connection connection) throws SQLException {
    connection.setNetworkTimeout(Runnable::run, NETWORK_MILLIS);
    try (Statement statement = connection.createStatement()) {
      return statement.execute("set local statement_timeout = " + STATEMENT_MILLIS);
    }
  }
}
