package dev.lapse.source;

import dev.lapse.account.Account;
import dev.lapse.account.TakeFromStore;
import dev.lapse.catalog.StoreUnreachable;
import dev.lapse.catalog.Stores;
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
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Asks the store in which accounts live what they are now, just before they are acted on
 * (docs/policy-facts.md, fact 11). Whoever asks holds the locks of the accounts in Lapse's table:
 * everybody locks Lapse's row first and the store's after it.
 *
 * <p>What the store tells is taken into Lapse's table in the caller's transaction: who came back in
 * the store is active when this returns. Where accounts are imported nothing is asked.
 */
@Component
public class AskStore {
  private final @Nullable AccountsQuery query;
  private final Stores stores;
  private final TakeFromStore take;
  private final Map<String, Place> places = new ConcurrentHashMap<>();

  AskStore(AccountsFile file, Stores stores, TakeFromStore take) {
    this.query = file.query();
    this.stores = stores;
    this.take = take;
  }

  /**
   * What came of asking.
   *
   * @param asked false if there was nobody to ask, so that nothing is known that was not
   * @param refused why accounts must not be acted on, by id
   */
  public record Answer(boolean asked, Map<String, String> refused) {
    private static final Answer NOTHING = new Answer(false, Map.of());
  }

  /** Decides anew, once the store was asked. */
  @FunctionalInterface
  public interface Decide {
    /** The lapses that are carried out, by account. */
    Map<String, Instant> lapses(Answer answer);
  }

  /** Before a cut-off: the store's rows are not locked. */
  public Answer before(Collection<Account> accounts, Instant now) {
    return with(accounts, session -> answer(session, accounts, null, now));
  }

  /** For a rehearsal: changes nothing, and tells only who must not be acted on. */
  public Answer rehearse(Collection<Account> accounts) {
    return with(
        accounts,
        session -> {
          Told told = session.ask(ids(accounts));
          return new Answer(true, refused(accounts, told, null));
        });
  }

  /**
   * Around the erasure of something whose account may come back: a reactivation in the store waits
   * until the work is done.
   *
   * @param lockTimeout how long the store's rows are waited for
   * @throws StoreUnreachable if they are {@linkplain StoreUnreachable#isLocked locked} for longer
   */
  public <T> T around(
      Collection<Account> accounts, Duration lockTimeout, Instant now, Function<Answer, T> work) {
    if (query == null || accounts.isEmpty()) {
      return work.apply(Answer.NOTHING);
    }
    try (StoreSession session = open(query, cell(accounts))) {
      Set<String> locked = lock(session, accounts, lockTimeout, StoreSession.FOR_KEY_SHARE);
      return work.apply(answer(session, accounts, locked, now));
    } catch (SQLException failed) {
      throw unreachable(query, cell(accounts), failed);
    }
  }

  /**
   * Takes accounts past the point of no return in the store. Their rows are locked, what the store
   * tells of them is taken, and the marker that forbids a reactivation is committed; the caller
   * commits the same in Lapse right after. If that fails the marker stands, and the next run goes
   * on or takes it back.
   *
   * @param run names the run in the store
   * @param lockTimeout how long the store's rows are waited for
   * @throws StoreUnreachable if they are {@linkplain StoreUnreachable#isLocked locked} for longer
   */
  public void beforeErasure(
      UUID run, Collection<Account> accounts, Duration lockTimeout, Instant now, Decide decide) {
    if (query == null || accounts.isEmpty()) {
      decide.lapses(Answer.NOTHING);
      return;
    }
    try (StoreSession session = open(query, cell(accounts))) {
      Set<String> locked = lock(session, accounts, lockTimeout, StoreSession.FOR_UPDATE);
      session.mark(run, decide.lapses(answer(session, accounts, locked, now)), now);
      session.commit();
    } catch (SQLException failed) {
      throw unreachable(query, cell(accounts), failed);
    }
  }

  /** Whoever waits for a row keeps others waiting behind it. */
  private static Set<String> lock(
      StoreSession session, Collection<Account> accounts, Duration lockTimeout, String strength)
      throws SQLException {
    session.waitForLocks(lockTimeout);
    return session.lock(ids(accounts), strength);
  }

  /** A session of its own in the store, whatever else this thread does there. */
  StoreSession open(AccountsQuery asked, String cell) throws SQLException {
    Connection connection = stores.connect(asked.store().name(), cell);
    try {
      Place place = places.get(cell);
      if (place == null) {
        place = Place.of(connection, asked);
        places.put(cell, place);
      }
      return session(connection, asked, cell, place);
    } catch (SQLException | RuntimeException failed) {
      connection.close();
      throw failed;
    }
  }

  StoreSession session(Connection connection, AccountsQuery asked, String cell, Place place)
      throws SQLException {
    return new StoreSession(connection, asked, cell, place.shape(), place.rows());
  }

  /** Forgets what is known of the query in a cell: a new run looks at it anew. */
  void forget(String cell) {
    places.remove(cell);
  }

  /** The query and the accounts as a cell has them. */
  record Place(QueryShape shape, AccountRows rows) {
    /**
     * Asks the store.
     *
     * @throws dev.lapse.file.WrongFile if the query is not one that accounts may be erased by
     */
    static Place of(Connection connection, AccountsQuery query) throws SQLException {
      QueryShape shape = QueryShape.of(connection, query);
      AccountRows rows = AccountRows.of(connection, query);
      RelationsRead.require(connection, query);
      return new Place(shape, rows);
    }
  }

  private Answer with(Collection<Account> accounts, Asking asking) {
    if (query == null || accounts.isEmpty()) {
      return Answer.NOTHING;
    }
    try (StoreSession session = open(query, cell(accounts))) {
      return asking.of(session);
    } catch (SQLException failed) {
      throw unreachable(query, cell(accounts), failed);
    }
  }

  private interface Asking {
    Answer of(StoreSession session) throws SQLException;
  }

  private Answer answer(
      StoreSession session, Collection<Account> accounts, @Nullable Set<String> locked, Instant now)
      throws SQLException {
    AccountsQuery asked = Objects.requireNonNull(query);
    Told told = session.ask(ids(accounts));
    Map<String, String> refused = refused(accounts, told, locked);
    refused.putAll(
        take.take(
            told.rows().stream()
                .filter(line -> !refused.containsKey(line.get("id").stringValue()))
                .toList(),
            cell(accounts),
            asked.actor(),
            now));
    return new Answer(true, refused);
  }

  /** An account whose erasure has begun may be gone from the store. */
  private Map<String, String> refused(
      Collection<Account> accounts, Told told, @Nullable Set<String> locked) {
    AccountsQuery asked = Objects.requireNonNull(query);
    Map<String, String> refused = new TreeMap<>(told.refused());
    Set<String> named = new HashSet<>();
    told.rows().forEach(line -> named.add(line.get("id").stringValue()));
    for (Account account : accounts) {
      String id = account.id();
      if (account.pointOfNoReturnAt() != null || refused.containsKey(id)) {
        continue;
      }
      if (!named.contains(id)) {
        refused.put(
            id, "store '%s' does not name the account any more".formatted(asked.store().name()));
      } else if (locked != null && !locked.contains(id)) {
        refused.put(
            id,
            "store '%s' names the account, but has no row of it in %s that could be locked"
                .formatted(asked.store().name(), asked.store().accounts()));
      }
    }
    return refused;
  }

  private static List<String> ids(Collection<Account> accounts) {
    return accounts.stream().map(Account::id).toList();
  }

  /** All accounts of a batch live in the cell of the run. */
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
        "store '%s' (cell %s) could not be asked for accounts: %s"
            .formatted(asked.store().name(), cell, DescribeRefusal.of(failed)),
        failed);
  }
}
