package dev.lapse.source;

import dev.lapse.account.Account;
import dev.lapse.account.imports.StoreAccountSync;
import dev.lapse.account.lifecycle.VouchedAccounts;
import dev.lapse.catalog.live.DescribePostgresError;
import dev.lapse.catalog.live.StoreUnreachable;
import dev.lapse.catalog.live.Stores;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Reads accounts again from the store that they come from, just before they are acted on
 * (docs/policy-facts.md, fact 11). Callers hold the locks of the accounts in Lapse's table: all
 * code locks Lapse's row first and the store's row second.
 *
 * <p>What the store says is written to Lapse's table in the caller's transaction: an account that
 * came back in the store is active when this returns. Does nothing if accounts are imported.
 */
@Component
public class StoreRecheck {
  private final @Nullable AccountsQuery query;
  private final Stores stores;
  private final StoreAccountSync accountSync;
  private final VouchedAccounts vouched;
  private final Map<String, CheckedQuery> places = new ConcurrentHashMap<>();

  StoreRecheck(
      AccountsFile file, Stores stores, StoreAccountSync accountSync, VouchedAccounts vouched) {
    this.vouched = vouched;
    this.query = file.query();
    this.stores = stores;
    this.accountSync = accountSync;
  }

  /**
   * The result of the recheck.
   *
   * @param asked false if there was no store to ask, so that nothing new is known
   * @param refused why accounts must not be acted on, by id
   */
  public record RecheckResult(boolean asked, Map<String, String> refused) {
    static final RecheckResult NOTHING = new RecheckResult(false, Map.of());
  }

  /** Rechecks before a cut-off; does not lock the store's rows. */
  public RecheckResult recheck(Collection<Account> accounts, Instant now) {
    return with(accounts, session -> answer(session, accounts, null, now));
  }

  /** Rechecks for a dry run: changes nothing, and only says which accounts must not be acted on. */
  public RecheckResult recheckForDryRun(Collection<Account> accounts) {
    return with(
        accounts,
        session -> {
          StoreSnapshot storeSnapshot = session.ask(ids(accounts));
          return new RecheckResult(true, refused(accounts, storeSnapshot, null));
        });
  }

  /**
   * Before the point of no return: locks the store's rows against every change and rechecks.
   *
   * @param lockTimeout how long to wait for the store's row locks
   * @throws StoreUnreachable if they are {@linkplain StoreUnreachable#isLocked locked} for longer
   */
  public LockedInStore lockForErasure(
      Collection<Account> accounts, Duration lockTimeout, Instant now) {
    return locked(accounts, lockTimeout, now, StoreSession.FOR_UPDATE);
  }

  /**
   * Around a change to accounts that may still come back: a reactivation in the store waits until
   * the work is done. Locks the store's rows and rechecks.
   *
   * @param lockTimeout how long to wait for the store's row locks
   * @throws StoreUnreachable if they are {@linkplain StoreUnreachable#isLocked locked} for longer
   */
  public LockedInStore lockAgainstReactivation(
      Collection<Account> accounts, Duration lockTimeout, Instant now) {
    return locked(accounts, lockTimeout, now, StoreSession.FOR_KEY_SHARE);
  }

  private LockedInStore locked(
      Collection<Account> accounts, Duration lockTimeout, Instant now, String strength) {
    AccountsQuery asked = query;
    if (asked == null || accounts.isEmpty()) {
      return LockedInStore.NO_STORE;
    }
    String cell = cell(accounts);
    try {
      StoreSession session = open(asked, cell);
      try {
        Set<String> locked = lock(session, accounts, lockTimeout, strength);
        return new LockedInStore(
            session,
            answer(session, accounts, locked, now),
            failed -> unreachable(asked, cell, failed));
      } catch (Throwable failed) {
        closeAfter(session, failed);
        throw failed;
      }
    } catch (SQLException failed) {
      throw unreachable(asked, cell, failed);
    }
  }

  /** What failed first is the cause, also where closing fails too. */
  private static void closeAfter(AutoCloseable session, Throwable failed) {
    try {
      session.close();
    } catch (Exception lost) {
      failed.addSuppressed(lost);
    }
  }

  /** Waits a limited time only: a waiting transaction blocks others behind it. */
  private static Set<String> lock(
      StoreSession session, Collection<Account> accounts, Duration lockTimeout, String strength)
      throws SQLException {
    session.waitForLocks(lockTimeout);
    return session.lock(ids(accounts), strength);
  }

  /** A separate session in the store, independent of others that this thread has open. */
  StoreSession open(AccountsQuery asked, String cell) throws SQLException {
    Connection connection = stores.connect(asked.store().name(), cell);
    try {
      CheckedQuery checkedQuery = places.get(cell);
      if (checkedQuery == null) {
        checkedQuery = CheckedQuery.of(connection, asked);
        places.put(cell, checkedQuery);
      }
      return session(connection, asked, cell, checkedQuery);
    } catch (Throwable failed) {
      closeAfter(connection, failed);
      throw failed;
    }
  }

  StoreSession session(
      Connection connection, AccountsQuery asked, String cell, CheckedQuery checkedQuery)
      throws SQLException {
    return new StoreSession(connection, asked, cell, checkedQuery.shape(), checkedQuery.rows());
  }

  /** Drops the cached shape of the query in a cell, so that a new run reads it again. */
  void forget(String cell) {
    places.remove(cell);
  }

  /** The query and the accounts' table in one cell. */
  record CheckedQuery(QueryShape shape, AccountRows rows) {
    /**
     * Reads both from the store.
     *
     * @throws dev.lapse.file.WrongFile if the query cannot be the basis of erasures
     */
    static CheckedQuery of(Connection connection, AccountsQuery query) throws SQLException {
      QueryShape shape = QueryShape.read(connection, query);
      AccountRows rows = AccountRows.read(connection, query);
      RelationsInPlan.require(connection, query);
      return new CheckedQuery(shape, rows);
    }
  }

  private RecheckResult with(Collection<Account> accounts, StoreQuestion storeQuestion) {
    if (query == null || accounts.isEmpty()) {
      return RecheckResult.NOTHING;
    }
    try (StoreSession session = open(query, cell(accounts))) {
      return storeQuestion.ask(session);
    } catch (SQLException failed) {
      throw unreachable(query, cell(accounts), failed);
    }
  }

  private interface StoreQuestion {
    RecheckResult ask(StoreSession session) throws SQLException;
  }

  private RecheckResult answer(
      StoreSession session, Collection<Account> accounts, @Nullable Set<String> locked, Instant now)
      throws SQLException {
    AccountsQuery asked = Objects.requireNonNull(query);
    StoreSnapshot storeSnapshot = session.ask(ids(accounts));
    Map<String, String> refused = refused(accounts, storeSnapshot, locked);
    refused.putAll(
        accountSync.sync(
            storeSnapshot.rows().stream()
                .filter(line -> !refused.containsKey(line.get("id").stringValue()))
                .toList(),
            cell(accounts),
            asked.actor(),
            now));
    return new RecheckResult(true, refused);
  }

  /**
   * An account may be missing in the store if its erasure has begun, or if an operator vouched that
   * the product deleted it.
   */
  private Map<String, String> refused(
      Collection<Account> accounts, StoreSnapshot storeSnapshot, @Nullable Set<String> locked) {
    AccountsQuery asked = Objects.requireNonNull(query);
    Map<String, String> refused = new TreeMap<>(storeSnapshot.refused());
    Set<String> named = new HashSet<>();
    storeSnapshot.rows().forEach(line -> named.add(line.get("id").stringValue()));
    Map<String, String> missing = new TreeMap<>();
    for (Account account : accounts) {
      String id = account.id();
      if (account.pointOfNoReturnAt() != null || refused.containsKey(id)) {
        continue;
      }
      if (!named.contains(id)) {
        missing.put(id, missing(asked, locked != null && locked.contains(id)));
      } else if (locked != null && !locked.contains(id)) {
        refused.put(
            id,
            "store '%s' has the account, but no row in %s to lock for it"
                .formatted(asked.store().name(), asked.store().accounts()));
      }
    }
    if (!missing.isEmpty()) {
      Set<String> gone = new HashSet<>(vouched.find(missing.keySet()));
      gone.removeIf(id -> locked != null && locked.contains(id));
      missing.keySet().removeAll(gone);
      refused.putAll(missing);
    }
    return refused;
  }

  private static String missing(AccountsQuery asked, boolean hasRow) {
    return hasRow
        ? "store '%s' has a row of the account in %s, but the query does not return it"
            .formatted(asked.store().name(), asked.store().accounts())
        : "store '%s' no longer has the account: if the product deleted it, 'lapse account vouch ID --reason TEXT' has what is left of it erased"
            .formatted(asked.store().name());
  }

  private static List<String> ids(Collection<Account> accounts) {
    return accounts.stream().map(Account::id).toList();
  }

  /** All accounts of a batch are in the run's cell. */
  private static String cell(Collection<Account> accounts) {
    Set<String> cells = accounts.stream().map(Account::cell).collect(Collectors.toSet());
    if (cells.size() != 1) {
      throw new IllegalArgumentException("accounts of several cells: " + cells);
    }
    return cells.iterator().next();
  }

  private static StoreUnreachable unreachable(
      AccountsQuery asked, String cell, SQLException failed) {
    return new StoreUnreachable(
        "could not read accounts from store '%s' (cell %s): %s"
            .formatted(asked.store().name(), cell, DescribePostgresError.ofRoot(failed)),
        failed);
  }
}
