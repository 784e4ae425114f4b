package dev.lapse.erase.postgresql.rows;

import dev.lapse.erase.postgresql.plan.ErasurePlan;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * A connection to a store with the key tables of a plan, and the transactions on it. They are READ
 * COMMITTED, whatever the database's default: each statement must see what others committed before
 * it.
 */
public final class StoreTransaction implements AutoCloseable {
  private final DataSource source;
  private final ErasurePlan plan;
  private final KeyTables tables;
  private final RowSources sources;
  private @Nullable Connection connection;
  private @Nullable NamedParameterJdbcOperations jdbc;
  private @Nullable PlannerHints hints;
  private boolean open;

  public StoreTransaction(DataSource source, ErasurePlan plan) {
    this.source = source;
    this.plan = plan;
    this.tables = new KeyTables(plan);
    this.sources = new RowSources(plan, tables);
  }

  public ErasurePlan plan() {
    return plan;
  }

  public RowSources sources() {
    return sources;
  }

  public KeyTables tables() {
    return tables;
  }

  public NamedParameterJdbcOperations jdbc() {
    return Objects.requireNonNull(jdbc, "not begun");
  }

  public PlannerHints hints() {
    return Objects.requireNonNull(hints, "not begun");
  }

  /** Connects, if it is not connected, and begins a transaction. */
  public void begin(Duration lockTimeout) {
    if (connection == null) {
      connect();
    }
    JdbcOperations statements = jdbc().getJdbcOperations();
    onConnection(held -> held.setAutoCommit(false));
    open = true;
    hints().reset();
    statements.execute(
        "set local jit = off; set local lock_timeout = %d".formatted(lockTimeout.toMillis()));
  }

  private void connect() {
    try {
      connection = source.getConnection();
      connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    } catch (SQLException failed) {
      throw new CannotGetJdbcConnectionException("no connection to the store", failed);
    }
    NamedParameterJdbcTemplate template =
        new NamedParameterJdbcTemplate(new SingleConnectionDataSource(connection, true));
    jdbc = template;
    hints = new PlannerHints(template.getJdbcOperations());
    tables.make(template.getJdbcOperations());
  }

  public void commit() {
    onConnection(Connection::commit);
    open = false;
  }

  /**
   * Checks what PostgreSQL would only check at the commit, and lets deferred triggers fire: what
   * they refuse is refused here.
   */
  public void checkDeferred() {
    jdbc().getJdbcOperations().execute("set constraints all immediate");
  }

  /** Runs something within the transaction and rolls it back, including its locks. */
  public void takingItBack(Runnable work) {
    AtomicReference<Savepoint> before = new AtomicReference<>();
    onConnection(held -> before.set(held.setSavepoint()));
    work.run();
    onConnection(held -> held.rollback(before.get()));
    hints().reset();
  }

  @FunctionalInterface
  private interface OnConnection {
    void act(Connection held) throws SQLException;
  }

  private void onConnection(OnConnection action) {
    jdbc()
        .getJdbcOperations()
        .execute(
            (ConnectionCallback<Boolean>)
                held -> {
                  action.act(held);
                  return true;
                });
  }

  /** Rolls back uncommitted changes. */
  public void rollback() {
    if (open) {
      open = false;
      try {
        Objects.requireNonNull(connection).rollback();
      } catch (SQLException lost) {
        // the connection is gone, and the transaction with it
      }
    }
  }

  @Override
  public void close() {
    rollback();
    if (connection != null) {
      try (Connection closing = connection) {
        connection = null;
        closing.setAutoCommit(true);
      } catch (SQLException lost) {
        // the pool replaces it
      }
    }
  }
}
