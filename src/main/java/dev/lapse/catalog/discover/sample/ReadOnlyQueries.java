package dev.lapse.catalog.discover.sample;

import dev.lapse.sql.SqlState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs read-only statements on a live store, each in its own transaction with a time limit of two
 * seconds.
 */
public final class ReadOnlyQueries implements AutoCloseable {
  private static final String BEGIN =
      """
      set default_transaction_read_only = on;
      set statement_timeout = '2s';
      set synchronize_seqscans = off;
      set search_path = pg_catalog, pg_temp
      """;
  private static final String END =
      """
      reset default_transaction_read_only;
      reset statement_timeout;
      reset synchronize_seqscans;
      reset search_path
      """;

  private final Connection connection;
  private final Map<String, Rows> known = new HashMap<>();

  public ReadOnlyQueries(Connection connection) throws SQLException {
    this.connection = connection;
    execute(BEGIN);
  }

  /** Receives a row. */
  @FunctionalInterface
  public interface Take {
    void row(ResultSet row) throws SQLException;
  }

  /** A parameter that is a list is given as an array of texts. */
  void query(String sql, List<?> parameters, Take take) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.size(); i++) {
        Object value = parameters.get(i);
        query.setObject(
            i + 1,
            value instanceof List<?> list
                ? connection.createArrayOf("text", list.toArray())
                : value);
      }
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          take.row(row);
        }
      }
    }
  }

  /** Rows as texts, or the reason why they could not be read. */
  public record Rows(List<List<@Nullable String>> rows, @Nullable String trouble) {}

  /** The cached rows of a statement. */
  public Rows rows(String sql, int columns) {
    return known.computeIfAbsent(sql, statement -> read(statement, columns));
  }

  private Rows read(String sql, int columns) {
    List<List<@Nullable String>> rows = new ArrayList<>();
    String trouble =
        tryQuery(
            sql,
            List.of(),
            row -> {
              List<@Nullable String> values = new ArrayList<>();
              for (int i = 1; i <= columns; i++) {
                values.add(row.getString(i));
              }
              rows.add(values);
            });
    return new Rows(trouble == null ? rows : List.of(), trouble);
  }

  /**
   * Null if the rows could be read, otherwise the reason.
   *
   * @throws IllegalStateException if the connection was lost
   */
  @Nullable
  public String tryQuery(String sql, List<?> parameters, Take take) {
    try {
      query(sql, parameters, take);
      return null;
    } catch (SQLException failed) {
      String state = failed.getSQLState();
      if (SqlState.isMissingRight(state)) {
        return "this role may not read it";
      }
      if (SqlState.isCancelled(state)) {
        return "reading took longer than 2 s";
      }
      if (SqlState.isLockTimeout(state)) {
        return "it is locked";
      }
      if (SqlState.isConnection(state)) {
        throw new IllegalStateException(
            "lost the connection to the store: " + failed.getMessage(), failed);
      }
      return "PostgreSQL refused with SQLSTATE " + state;
    }
  }

  @Override
  public void close() throws SQLException {
    execute(END);
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
