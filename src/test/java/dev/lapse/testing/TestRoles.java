package dev.lapse.testing;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.StoreAddress;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.check.CheckCatalog;
import dev.lapse.catalog.check.LiveProblems;
import dev.lapse.catalog.live.StoreSchema;
import dev.lapse.catalog.live.StoreUnreachable;
import dev.lapse.catalog.live.Stores;
import dev.lapse.catalog.yaml.CatalogFile;
import dev.lapse.erase.postgresql.ListGrants;
import dev.lapse.erase.store.BlockedByCatalog;
import dev.lapse.file.JobsFolder;
import dev.lapse.file.WrongFile;
import dev.lapse.migrate.MigrateSchema;
import dev.lapse.run.BatchTables;
import dev.lapse.schedule.QuartzTables;
import dev.lapse.source.AccountsFile;
import dev.lapse.source.GrantsForAccounts;
import dev.lapse.testing.TestDatabases.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/**
 * The roles of {@code db/roles}, under which the tests run Lapse. Their passwords are those of the
 * tests' superuser, which the server does not ask for.
 */
public final class TestRoles {
  /** As which {@code lapse migrate} runs in Lapse's own database. */
  public static final String OWNER = "lapse_owner";

  /** As which the program runs. */
  public static final String RUNTIME = "lapse";

  /** As which {@code lapse migrate} runs in a store. */
  public static final String STORE_OWNER = "lapse_store_owner";

  /** As which Lapse erases. */
  public static final String ERASER = "lapse_eraser";

  /** The same where the administrator does not let it keep foreign-key triggers from firing. */
  public static final String LIMITED = "lapse_limited";

  /** As which {@code lapse catalog discover} looks at a store. */
  public static final String DISCOVERER = "lapse_discoverer";

  /** What is left of the rights of an earlier catalog where this one does not fit. */
  private static final String AT_FIRST =
      """
      grant usage on schema lapse_store to %1$s;
      grant select on lapse_store.flyway_schema_history to %1$s;
      """;

  private TestRoles() {}

  /** Lapse's own database, as an administrator leaves it. */
  static void inLapse(TestDatabase database) {
    database.run(RoleFiles.statements("lapse.sql", Map.of()));
  }

  /** Lapse's own database, as its owner leaves it. */
  public static void migrateLapse(TestDatabase database) {
    new MigrateSchema(
            "Lapse's own database",
            Flyway.configure()
                .dataSource(database.url(), OWNER, database.password())
                .schemas("lapse")
                .javaMigrations(new BatchTables(), new QuartzTables())
                .load())
        .run();
  }

  /** A store, as an administrator leaves it. */
  static void inStore(TestDatabase database) {
    database.run(
        "revoke all on database %s from public;".formatted(database.name())
            + RoleFiles.statements("store.sql", Map.of())
            + RoleFiles.statements("store.sql", Map.of("eraser", LIMITED))
            + RoleFiles.statements("readers.sql", Map.of("discoverer", DISCOVERER)));
  }

  /** A store, as the owner of Lapse's small schema leaves it. */
  public static void migrateStore(TestDatabase database) {
    new MigrateSchema(
            "store",
            Flyway.configure()
                .dataSource(database.url(), STORE_OWNER, database.password())
                .locations("classpath:db/store")
                .schemas("lapse_store")
                .load())
        .run();
  }

  /**
   * What an administrator does with what {@code lapse catalog check --grants} prints: for each
   * store that the catalog connects to as {@link #ERASER} or {@link #LIMITED}, and next to nothing
   * for a catalog that does not fit its stores.
   *
   * @return what was granted, so that it can be granted again on tables that were recreated
   */
  public static List<Granted> letErase(Path jobs, UnaryOperator<String> placeholders) {
    try {
      JobsFolder folder = new JobsFolder(jobs, placeholders);
      Catalog catalog = CatalogFile.read(folder.read("catalog.yaml"));
      return letErase(catalog, AccountsFile.read(folder.read(AccountsFile.NAME), catalog));
    } catch (WrongFile asTheTestWants) {
      return List.of();
    }
  }

  /**
   * The same for a catalog.
   *
   * @param accounts where accounts live; null if in no store
   */
  public static List<Granted> letErase(Catalog catalog, @Nullable AccountsFile accounts) {
    List<Granted> all = new ArrayList<>();
    Catalog administrators = asSuperuser(catalog);
    try (Stores stores = new Stores(administrators)) {
      for (Store store : catalog.stores()) {
        store
            .cells()
            .forEach(
                (cell, address) -> {
                  String role = String.valueOf(address.username());
                  if (List.of(ERASER, LIMITED).contains(role)) {
                    Store administered = administrators.store(store.name()).orElseThrow();
                    try {
                      all.addAll(
                          grants(administrators, accounts, stores, cell, administered, role));
                    } catch (StoreUnreachable asTheTestWants) {
                      // the other stores are granted all the same
                    }
                  }
                });
      }
    }
    all.forEach(Granted::again);
    return all;
  }

  /** What was granted in one store. */
  public record Granted(TestDatabase store, String statements) {
    public void again() {
      store.run(statements);
    }
  }

  private static List<Granted> grants(
      Catalog catalog,
      @Nullable AccountsFile accounts,
      Stores stores,
      String cell,
      Store store,
      String role) {
    TestDatabase database =
        new TestDatabase(
            store.cells().get(cell).url(), TestDatabases.SUPERUSER, TestDatabases.SUPERUSER);
    StoreSchema schema = LiveProblems.schema(stores, store, cell);
    return List.of(
        new Granted(
            database,
            CheckCatalog.of(catalog, store, schema).isEmpty()
                ? printed(
                    catalog,
                    forAccounts(accounts, stores, store, cell, schema),
                    store,
                    schema,
                    database,
                    role)
                : AT_FIRST.formatted(role)));
  }

  private static Map<TableName, Set<String>> forAccounts(
      @Nullable AccountsFile accounts,
      Stores stores,
      Store store,
      String cell,
      StoreSchema schema) {
    if (accounts == null) {
      return Map.of();
    }
    try (Connection connection = stores.connect(store.name(), cell)) {
      return GrantsForAccounts.needed(accounts, store, schema, connection).rights();
    } catch (SQLException failed) {
      throw new StoreUnreachable(store.name(), cell, failed);
    }
  }

  private static String printed(
      Catalog catalog,
      Map<TableName, Set<String>> forAccounts,
      Store store,
      StoreSchema schema,
      TestDatabase database,
      String role) {
    try {
      return String.join(
          System.lineSeparator(),
          ListGrants.of(
              catalog, store, schema, role, database.name(), role.equals(ERASER), forAccounts));
    } catch (BlockedByCatalog asTheTestWants) {
      return AT_FIRST.formatted(role);
    }
  }

  private static Catalog asSuperuser(Catalog catalog) {
    return new Catalog(
        catalog.stores().stream()
            .map(
                store ->
                    new Store(
                        store.name(),
                        store.accounts(),
                        store.key(),
                        store.cells().entrySet().stream()
                            .collect(
                                Collectors.toMap(
                                    Map.Entry::getKey,
                                    cell ->
                                        new StoreAddress(
                                            cell.getValue().url(),
                                            TestDatabases.SUPERUSER,
                                            TestDatabases.SUPERUSER))),
                        store.at()))
            .toList(),
        catalog.sets(),
        catalog.sequences(),
        catalog.version());
  }
}
