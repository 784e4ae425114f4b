package dev.lapse.testing;

import dev.lapse.testing.TestDatabases.TestDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.postgresql.PGConnection;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * Connections of a superuser to a database, used again for the next request: PostgreSQL takes
 * longer to begin a session than for most statements of a test. Each is as new when it is used
 * again, and has no prepared statements, which a table that is recreated would make useless.
 */
final class KeptConnections extends AbstractDataSource {
  private static final int MOST = 24;

  /** Idle connections, the most recently used one last. */
  private static final Deque<Kept> IDLE = new ArrayDeque<>();

  private final TestDatabase database;

  private record Kept(TestDatabase database, Connection connection) {}

  KeptConnections(TestDatabase database) {
    this.database = database;
  }

  @Override
  public Connection getConnection() throws SQLException {
    for (Connection idle = take(database); idle != null; idle = take(database)) {
      if (idle.isValid(60)) {
        return returning(idle);
      }
      idle.close();
    }
    Connection first = database.dataSource().getConnection();
    first.unwrap(PGConnection.class).setPrepareThreshold(0);
    return returning(first);
  }

  @Override
  public Connection getConnection(String username, String password) {
    throw new UnsupportedOperationException("they are a superuser's");
  }

  /** Closes idle connections, so that the database can be copied. */
  static void end(TestDatabase database) throws SQLException {
    for (Connection idle = take(database); idle != null; idle = take(database)) {
      idle.close();
    }
  }

  private static Connection take(TestDatabase database) {
    synchronized (IDLE) {
      for (Iterator<Kept> each = IDLE.descendingIterator(); each.hasNext(); ) {
        Kept kept = each.next();
        if (kept.database().equals(database)) {
          each.remove();
          return kept.connection();
        }
      }
      return null;
    }
  }

  private Connection returning(Connection connection) {
    AtomicBoolean returned = new AtomicBoolean();
    return (Connection)
        Proxy.newProxyInstance(
            KeptConnections.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("close")) {
                if (!returned.getAndSet(true)) {
                  giveBack(connection);
                }
                return null;
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
              }
            });
  }

  private void giveBack(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      connection.setAutoCommit(true);
      statement.execute("select pg_stat_force_next_flush()"); // as the end of a session does
      statement.execute("discard all");
    } catch (SQLException ended) {
      connection.close();
      return;
    }
    for (Kept surplus : keep(new Kept(database, connection))) {
      surplus.connection().close();
    }
  }

  private static List<Kept> keep(Kept kept) {
    synchronized (IDLE) {
      IDLE.addLast(kept);
      return IDLE.size() > MOST ? List.of(IDLE.removeFirst()) : List.of();
    }
  }
}
