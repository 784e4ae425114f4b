package dev.lapse.run.record;

import dev.lapse.policy.JobName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.support.JdbcUtils;

/**
 * The right to run a job for a cell: an advisory lock on a dedicated connection. It ends with the
 * process, so its holder knows that no other process is running the job.
 */
public final class RunLock implements AutoCloseable {
  private static final String TRY = "select pg_try_advisory_lock(hashtextextended(?, 0))";
  private static final String RELEASE = "select pg_advisory_unlock(hashtextextended(?, 0))";
  private static final int ANSWER_SECONDS = 5;

  private final Connection connection;
  private final String name;

  private RunLock(Connection connection, String name) {
    this.connection = connection;
    this.name = name;
  }

  /**
   * Takes the lock.
   *
   * @throws AlreadyRunning if another process has it
   */
  public static RunLock take(DataSource database, JobName job, String cell) {
    String name = name(job, cell);
    Connection connection = DataSourceUtils.getConnection(database);
    try {
      if (!ask(connection, TRY, name)) {
        throw new AlreadyRunning(job, cell);
      }
      return new RunLock(connection, name);
    } catch (SQLException | RuntimeException failed) {
      JdbcUtils.closeConnection(connection);
      if (failed instanceof RuntimeException refused) {
        throw refused;
      }
      throw new IllegalStateException(
          "could not take the lock of the run: " + failed.getMessage(), failed);
    }
  }

  /** The name of the lock in the database. */
  static String name(JobName job, String cell) {
    return "lapse:" + job.text() + ":" + cell;
  }

  /** False once the connection is lost, and the lock with it. */
  public boolean isHeld() {
    try {
      return connection.isValid(ANSWER_SECONDS);
    } catch (SQLException lost) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      if (isHeld()) {
        ask(connection, RELEASE, name);
      }
    } catch (SQLException lost) {
      // a lost connection has lost the lock too: there is nothing to release
    } finally {
      JdbcUtils.closeConnection(connection);
    }
  }

  private static boolean ask(Connection connection, String sql, String name) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, name);
      try (ResultSet answer = statement.executeQuery()) {
        return answer.next() && answer.getBoolean(1);
      }
    }
  }
}
