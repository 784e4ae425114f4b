package dev.lapse.erase.store;

import dev.lapse.account.DueAccount;
import dev.lapse.account.Outcome;
import dev.lapse.account.RunContext;
import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.live.Stores;
import dev.lapse.catalog.yaml.CatalogFile;
import dev.lapse.erase.Batch;
import dev.lapse.erase.EraseAccounts;
import dev.lapse.erase.postgresql.PreparePostgres;
import dev.lapse.erase.verify.VerifyErasure;
import dev.lapse.file.YamlMap;
import dev.lapse.policy.JobName;
import dev.lapse.source.AccountsFile;
import dev.lapse.testing.Checksums;
import dev.lapse.testing.Concurrently;
import dev.lapse.testing.Import;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestDatabases.TestDatabase;
import dev.lapse.testing.TestProgram;
import dev.lapse.testing.TestRoles;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A product's database and its catalog, erased from by the real parts without a run around them.
 */
public final class Product implements AutoCloseable {
  /** Accounts 1 to 3, and what the catalog says of them: for products that need no others. */
  public static final String ACCOUNTS =
      "create table account (id bigint primary key); insert into account values (1), (2), (3);";

  public static final String ACCOUNT = "table: public.account, owned-by: id";

  /** Contacts of the accounts, notes of the contacts, and what the catalog says of them. */
  public static final String CONTACTS =
      ACCOUNTS
          + "create table contact (id bigint primary key, account_id bigint references account);";

  public static final String NOTES =
      CONTACTS + "create table note (id bigint primary key, contact_id bigint references contact);";

  public static final String CONTACT = "table: public.contact, owned-by: account_id";
  public static final String NOTE = "table: public.note, owned-by: contact_id -> public.contact.id";

  private static final AtomicLong NUMBERS = new AtomicLong(1_000_000);
  public final TestProgram program = SharedProgram.knowingNothing();
  private final TestDatabase database = Emptied.DATABASE;
  private final Stores stores;
  private final PrepareStores prepare;
  private final UUID run = UUID.randomUUID();

  /** The number of no real run: evidence of earlier ones cannot be removed. */
  private final long number = NUMBERS.incrementAndGet();

  private int chunkMillis = 500;
  private BooleanSupplier goOn = () -> true;
  private EraseAccounts eraser = program.get(EraseAccounts.class);

  /**
   * @param sql tables and rows; the accounts are in {@code public.account(id)}
   * @param sets each the inside of a flow map without the store
   */
  public Product(String sql, String... sets) {
    this(new Role(TestRoles.ERASER), sql, sets);
  }

  /** As which role Lapse erases. */
  public record Role(String name) {}

  public Product(Role role, String sql, String... sets) {
    database.run(Emptied.EMPTY);
    database.run(sql);
    Catalog catalog =
        CatalogFile.read(
            YamlMap.read(
                "catalog.yaml",
                """
                stores:
                  - name: product
                    type: postgresql
                    url: "%s"
                    username: %s
                    password: eraser
                    accounts: public.account
                    key: id
                sets:
                %s"""
                    .formatted(
                        database.url(),
                        role.name(),
                        Arrays.stream(sets)
                            .map(set -> "  - {store: product, " + set + "}\n")
                            .collect(Collectors.joining())),
                raw -> raw));
    TestRoles.letErase(catalog, null);
    stores = new Stores(catalog);
    prepare =
        new PrepareStores(
            () -> catalog,
            List.of(new PreparePostgres(() -> catalog, stores, new AccountsFile(null))));
  }

  public Product stoppingWhen(BooleanSupplier mayGoOn) {
    goOn = mayGoOn;
    return this;
  }

  /** Lets something happen once, between the first slice and the second. */
  public Product afterTheFirstSlice(Runnable happens) {
    AtomicBoolean happened = new AtomicBoolean();
    return stoppingWhen(
        () -> {
          boolean begun = count("lapse_store.progress") > 0; // what is tried and taken back is not
          if (begun && happened.compareAndSet(false, true)) {
            happens.run();
          }
          return true;
        });
  }

  public Product inTransactionsOf(int millis) {
    chunkMillis = millis;
    return this;
  }

  public Product erasedBy(EraseAccounts other) {
    eraser = other;
    return this;
  }

  /**
   * Imports accounts as closed, acts on them in one batch and verifies those that were acted on.
   */
  public Map<String, Outcome> erase(String... ids) {
    imports(ids);
    return eraseImported(ids);
  }

  public Map<String, Outcome> eraseImported(String... ids) {
    return erase(false, ids);
  }

  public Map<String, Outcome> eraseInSlices(String id) {
    imports(id);
    return erase(true, id);
  }

  public void imports(String... ids) {
    for (String id : ids) {
      program.imports(
          Import.line(id, "\"state\":\"closed\",\"lapsedAt\":\"2026-11-01T00:00:00Z\""));
    }
  }

  private Map<String, Outcome> erase(boolean inSlices, String... ids) {
    PreparedStores prepared = prepared();
    Map<String, Outcome> outcomes = act(prepared, inSlices, ids);
    List<String> acted =
        outcomes.entrySet().stream()
            .filter(outcome -> outcome.getValue() instanceof Outcome.Acted)
            .map(Map.Entry::getKey)
            .toList();
    outcomes.putAll(program.get(VerifyErasure.class).verify(context(), prepared, acted).outcomes());
    return outcomes;
  }

  /**
   * Erases an account in one transaction, which waits for locks of the product while this does
   * something.
   *
   * @param locks what the product locks before; the rows that it waits for
   * @param happens what the product does in the meantime, and commits
   */
  public void eraseWhile(String locks, String happens, PreparedStores prepared, String id) {
    eraseWhile(locks, "with%", holder -> holder.execute(happens), prepared, id, false);
  }

  /** What the product does with the session that holds the locks, or with another. */
  @FunctionalInterface
  public interface Meanwhile {
    void happens(Statement holder) throws SQLException;
  }

  /**
   * The same, where another statement than a deletion waits.
   *
   * @param waiting a pattern of the statement, as of {@code like}
   * @param inSlices in several transactions; the first one waits; what is tried before and taken
   *     back does not
   */
  public void eraseWhile(
      String locks,
      String waiting,
      Meanwhile meanwhile,
      PreparedStores prepared,
      String id,
      boolean inSlices) {
    StoreErasure store = prepared.stores().get(0);
    TransactionSize size = new TransactionSize(chunkMillis);
    try (Connection holder = connect();
        Statement statement = holder.createStatement();
        OpenErasure erasure =
            inSlices
                ? store.beginLarge(context(), id, size)
                : store.begin(context(), List.of(id), size)) {
      if (inSlices) {
        erasure.prepare();
      }
      holder.setAutoCommit(false);
      statement.execute(locks);
      FutureTask<Boolean> erasing =
          Concurrently.start(
              () -> {
                if (!inSlices) {
                  erasure.prepare();
                }
                return erasure.finish();
              });
      Concurrently.awaitBlocked(jdbc(), waiting);
      meanwhile.happens(statement);
      holder.commit();
      Concurrently.result(erasing);
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  public PreparedStores prepared() {
    return prepare.forErasure("main");
  }

  public PreparedStores preparedForBilling() {
    return prepare.forBilling("main");
  }

  public Map<String, Outcome> act(PreparedStores prepared, boolean inSlices, String... ids) {
    return eraser.erase(
        context(),
        prepared,
        new Batch(
            Arrays.stream(ids).map(id -> new DueAccount(id, 1, SharedProgram.NOW)).toList(),
            0,
            inSlices,
            new TransactionSize(chunkMillis)));
  }

  /** Checks for a stop not before the point of no return, but after each slice. */
  public RunContext context() {
    AtomicBoolean claimed = new AtomicBoolean();
    return new RunContext(
        number,
        run,
        JobName.PURGE,
        "main",
        SharedProgram.NOW,
        "test",
        "catalog",
        chunkMillis,
        0,
        Duration.ofSeconds(30),
        () -> !claimed.getAndSet(true) || goOn.getAsBoolean());
  }

  public TestDatabase database() {
    return database;
  }

  public JdbcClient jdbc() {
    return database.jdbc();
  }

  public Connection connect() throws SQLException {
    return database.dataSource().getConnection();
  }

  public void run(String sql) {
    database.run(sql);
  }

  public List<String> texts(String query) {
    return jdbc().sql(query).query(String.class).list();
  }

  public long count(String from) {
    return jdbc().sql("select count(*) from " + from).query(Long.class).single();
  }

  /** Of the rows of a table, aliased {@code t}, as conditions restrict them. */
  public String checksum(String from) {
    return Checksums.of(jdbc(), from);
  }

  /** The reason of an account that failed. */
  public static String error(Outcome outcome) {
    return ((Outcome.Failed) outcome).error();
  }

  public static Map<String, Long> rows(Outcome outcome) {
    if (outcome instanceof Outcome.Done done) {
      return done.rowsBySet();
    }
    throw new AssertionError("not erased: " + outcome);
  }

  /** What a test set for all connections to come. */
  public static void resetSettings() {
    Emptied.DATABASE.run(
        "do $$ begin execute format('alter database %I reset all', current_database()); end $$");
  }

  @Override
  public void close() {
    stores.close();
  }

  /**
   * One database for all products, one after the other: creating one takes longer than emptying.
   */
  private static final class Emptied {
    static final TestDatabase DATABASE = TestDatabases.store();
    static final String EMPTY =
        """
        do $$
        declare s text;
        begin
          execute format('alter role lapse_eraser in database %I reset all', current_database());
          for s in
            select nspname from pg_namespace where nspname !~ '^pg_|^information_schema$|^lapse_store$'
          loop
            execute format('drop schema %I cascade', s);
          end loop;
          if to_regclass('lapse_store.progress') is not null then
            truncate lapse_store.progress, lapse_store.captured;
          end if;
        end $$;
        create schema public;
        """;
  }
}
