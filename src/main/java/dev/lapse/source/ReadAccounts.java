package dev.lapse.source;

import dev.lapse.account.Account;
import dev.lapse.account.Accounts;
import dev.lapse.account.imports.StoreAccountSync;
import dev.lapse.catalog.live.DescribePostgresError;
import dev.lapse.catalog.live.StoreUnreachable;
import dev.lapse.catalog.live.Stores;
import dev.lapse.clock.DueClock;
import dev.lapse.file.WrongFile;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads all accounts of a cell, in one snapshot, from the store that they come from, and updates
 * Lapse's accounts accordingly. This updates Lapse's own records and enforces nothing, so dry runs
 * do it too.
 */
@Component
public class ReadAccounts {
  static final String TWICE = "the query returns the account more than once";

  private static final Logger log = LoggerFactory.getLogger(ReadAccounts.class);
  private static final int ROWS_AT_ONCE = 5_000;
  private static final int TRIES = 4;
  private static final int MOST_REFUSED = 10_000;
  private final @Nullable AccountsQuery query;
  private final Stores stores;
  private final StoreAccountSync accountSync;
  private final Accounts accounts;
  private final StoreRecheck recheck;
  private final TransactionOperations transaction;
  private final DueClock clock;

  ReadAccounts(
      AccountsFile file,
      Stores stores,
      StoreAccountSync accountSync,
      Accounts accounts,
      StoreRecheck recheck,
      TransactionOperations transaction,
      DueClock clock) {
    this.query = file.query();
    this.stores = stores;
    this.accountSync = accountSync;
    this.accounts = accounts;
    this.recheck = recheck;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * Reads a cell. Accounts whose rows cannot be used are reported and not acted on; all others are
   * updated.
   *
   * @param mayTidy false for a dry run, which leaves the store byte for byte as it is
   * @return why rows cannot be used, by account
   * @throws IllegalStateException if the store cannot be read; accounts updated before stay updated
   */
  public Map<String, String> sync(String cell, boolean mayTidy) {
    AccountsQuery elsewhere = query;
    if (elsewhere == null) {
      return Map.of();
    }
    // read before the snapshot: a lapse that the snapshot does not show is later than this
    Instant now = clock.instant();
    try {
      recheck.forget(cell);
      stores.migrate(elsewhere.store().name(), cell);
      try (Connection connection = stores.connect(elsewhere.store().name(), cell)) {
        return read(elsewhere, connection, cell, now, mayTidy);
      }
    } catch (WrongFile wrong) {
      throw new IllegalStateException(wrong.getMessage());
    } catch (StoreUnreachable unreachable) {
      throw failed(elsewhere, cell, unreachable);
    } catch (SQLException failed) {
      throw failed(elsewhere, cell, failed);
    }
  }

  private Map<String, String> read(
      AccountsQuery elsewhere, Connection connection, String cell, Instant now, boolean mayTidy)
      throws SQLException {
    connection.setAutoCommit(false);
    connection.setReadOnly(true);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    StoreRecheck.CheckedQuery checked = StoreRecheck.CheckedQuery.of(connection, elsewhere);
    QueryShape shape = checked.shape();
    Page page = new Page(elsewhere, connection, cell, now, mayTidy);
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(elsewhere.page());
      try (ResultSet row = statement.executeQuery(shape.all(elsewhere))) {
        while (row.next()) {
          page.rows++;
          String id = shape.id(row);
          String impossible = checked.rows().impossible(id);
          if (impossible == null) {
            page.add(String.valueOf(id), shape.line(row, cell));
          } else {
            page.refuse(id == null ? "" : id, impossible);
          }
        }
      }
      page.end();
    }
    connection.rollback();
    log.info(
        "{} accounts read from store '{}', cell {}{}",
        page.rows,
        elsewhere.store().name(),
        cell,
        page.refused.isEmpty() ? "" : "; %d rejected".formatted(page.refused.size()));
    return page.refused;
  }

  private static IllegalStateException failed(
      AccountsQuery elsewhere, String cell, Exception failure) {
    log.debug("could not read accounts", failure);
    return new IllegalStateException(
        "could not read the accounts from store '%s' (cell %s), so nothing was done: %s"
            .formatted(elsewhere.store().name(), cell, DescribePostgresError.ofRoot(failure)));
  }

  /**
   * Buffered rows, in the order of their ids; the last one waits until it is known whether it is a
   * duplicate.
   */
  private final class Page {
    private final AccountsQuery elsewhere;
    private final Connection connection;
    private final String cell;
    private final Instant now;
    private final boolean mayTidy;
    private final List<ObjectNode> lines = new ArrayList<>();
    private final Map<String, String> refused = new TreeMap<>();
    private @Nullable String last;
    private @Nullable ObjectNode waiting;
    private long rows;

    Page(
        AccountsQuery elsewhere, Connection connection, String cell, Instant now, boolean mayTidy) {
      this.elsewhere = elsewhere;
      this.connection = connection;
      this.cell = cell;
      this.now = now;
      this.mayTidy = mayTidy;
    }

    void add(String id, ObjectNode line) throws SQLException {
      if (id.equals(last)) {
        refuse(id, TWICE);
        waiting = null;
      } else {
        release();
        waiting = line;
        last = id;
      }
    }

    void end() throws SQLException {
      release();
      takeLines();
    }

    private void release() throws SQLException {
      if (waiting != null) {
        lines.add(waiting);
        waiting = null;
      }
      if (lines.size() >= ROWS_AT_ONCE) {
        takeLines();
      }
    }

    private void takeLines() throws SQLException {
      syncWithRetry(1).forEach(this::refuse);
      if (mayTidy && !lines.isEmpty()) {
        unmark();
      }
      lines.clear();
    }

    private Map<String, String> syncWithRetry(int attempt) {
      try {
        return accountSync.sync(lines, cell, elsewhere.actor(), now);
      } catch (ConcurrencyFailureException others) {
        if (attempt == TRIES) {
          throw others;
        }
        return syncWithRetry(attempt + 1);
      }
    }

    private void refuse(String id, String why) {
      refused.put(id, why);
      if (refused.size() > MOST_REFUSED) {
        throw new IllegalStateException(
            "more than %,d accounts of store '%s' (cell %s) cannot be used, so nothing was done; one of them: account '%s': %s"
                .formatted(MOST_REFUSED, elsewhere.store().name(), cell, id, why));
      }
    }

    /**
     * Removes the markers of accounts that are not past the point of no return in Lapse: they came
     * back empty, or a process died before it began to erase. Uses the lock that a claim holds from
     * before the marker until after its own commit.
     */
    private void unmark() throws SQLException {
      Set<String> marked =
          Markers.read(
              connection, lines.stream().map(line -> line.get("id").stringValue()).toList());
      if (marked.isEmpty()) {
        return;
      }
      transaction.executeWithoutResult(
          status -> {
            List<String> stale =
                accounts.lock(marked, now).values().stream()
                    .filter(account -> account.pointOfNoReturnAt() == null)
                    .map(Account::id)
                    .toList();
            if (!stale.isEmpty()) {
              try (StoreSession session = recheck.open(elsewhere, cell)) {
                session.unmark(stale);
                session.commit();
              } catch (SQLException failed) {
                throw new StoreUnreachable(elsewhere.store().name(), cell, failed);
              }
            }
          });
    }
  }
}
