package dev.lapse.source;

import dev.lapse.catalog.KeyType;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A separate transaction in a store that reads accounts and locks their rows. It is READ COMMITTED:
 * a read after a lock sees what the previous holder committed. Closing it without a commit changes
 * nothing.
 */
class StoreSession implements AutoCloseable {
  /** The transaction's setting with the requested ids. */
  static final String IDS = "lapse.ids";

  /** Blocks every change and every lock of the row. */
  static final String FOR_UPDATE = "for update";

  /**
   * Blocks transactions that lock the row for update, as a reactivation does, but lets the erasure
   * of other columns change it.
   */
  static final String FOR_KEY_SHARE = "for key share";

  private static final String SET_IDS = "select set_config(?, cast(? as text[])::text, true)";
  private static final String MARK =
      """
      insert into lapse_store.point_of_no_return (account_id, run, lapsed_at, at)
      select m.account_id, cast(? as uuid), m.lapsed_at, cast(? as timestamptz)
      from unnest(cast(? as text[]), cast(? as timestamptz[])) m (account_id, lapsed_at)
      order by m.account_id
      on conflict (account_id) do nothing
      """;
  private static final String UNMARK =
      """
      delete from lapse_store.point_of_no_return
      where account_id = any(cast(? as text[]))
      """;

  private final Connection connection;
  private final AccountsQuery query;
  private final String cell;
  private final QueryShape shape;
  private final AccountRows rows;

  StoreSession(
      Connection connection, AccountsQuery query, String cell, QueryShape shape, AccountRows rows)
      throws SQLException {
    this.connection = connection;
    this.query = query;
    this.cell = cell;
    this.shape = shape;
    this.rows = rows;
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    // its locks are held while other sessions work: the server must not end it as idle
    try (Statement statement = connection.createStatement()) {
      statement.execute("set local idle_in_transaction_session_timeout = 0");
    }
  }

  /** Sets how long this session waits for a lock before it fails; see {@code lock-timeout}. */
  void waitForLocks(Duration atMost) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("set local lock_timeout = " + atMost.toMillis());
    }
  }

  /** Locks the existing rows of accounts in the order of their keys, and returns their ids. */
  Set<String> lock(Collection<String> ids, String strength) throws SQLException {
    Set<String> locked = new HashSet<>();
    setIds(ids, rows.keyType());
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(AccountRows.lock(query.store(), rows.keyType(), strength))) {
      while (row.next()) {
        locked.add(row.getString(1));
      }
    }
    return locked;
  }

  /** False for an id that no row of the accounts' table can have as its key. */
  boolean canBeKey(String id) {
    return rows.impossible(id) == null;
  }

  /** Runs the query for these accounts; those that it does not return are absent. */
  StoreSnapshot ask(Collection<String> ids) throws SQLException {
    StoreSnapshot storeSnapshot = new StoreSnapshot();
    setIds(ids, shape.idType());
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(shape.some(query))) {
      Set<String> seen = new HashSet<>();
      while (row.next()) {
        String id = String.valueOf(shape.id(row));
        if (seen.add(id)) {
          storeSnapshot.rows().add(shape.line(row, cell));
        } else {
          storeSnapshot.refused().put(id, ReadAccounts.TWICE);
        }
      }
    }
    storeSnapshot
        .rows()
        .removeIf(line -> storeSnapshot.refused().containsKey(line.get("id").stringValue()));
    return storeSnapshot;
  }

  /** Marks accounts as past the point of no return, if they are not yet marked. */
  void mark(UUID run, Map<String, Instant> lapses, Instant now) throws SQLException {
    try (PreparedStatement mark = connection.prepareStatement(MARK)) {
      mark.setString(1, run.toString());
      mark.setString(2, now.toString());
      mark.setArray(3, texts(lapses.keySet()));
      mark.setArray(4, texts(lapses.values().stream().map(Instant::toString).toList()));
      mark.executeUpdate();
    }
  }

  /** Removes the markers. */
  void unmark(Collection<String> ids) throws SQLException {
    try (PreparedStatement unmark = connection.prepareStatement(UNMARK)) {
      unmark.setArray(1, texts(ids));
      unmark.executeUpdate();
    }
  }

  void commit() throws SQLException {
    connection.commit();
  }

  @Override
  public void close() throws SQLException {
    try (connection) {
      connection.rollback();
    }
  }

  private void setIds(Collection<String> ids, KeyType type) throws SQLException {
    try (PreparedStatement set = connection.prepareStatement(SET_IDS)) {
      set.setString(1, IDS);
      set.setArray(2, texts(ids.stream().filter(type::isValidKey).toList()));
      set.execute();
    }
  }

  private @Nullable Array texts(Collection<String> texts) throws SQLException {
    return connection.createArrayOf("text", texts.toArray());
  }
}
