package dev.lapse.catalog.live;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.StoreAddress;
import dev.lapse.file.NearestName;
import dev.lapse.migrate.InstalledVersions;
import dev.lapse.migrate.MigrateSchema;
import dev.lapse.migrate.MigrationsMissing;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/**
 * The connections to the stores: one pool per store and cell, opened on first use. A cell that is
 * down does not affect others.
 */
public final class Stores implements AutoCloseable {
  /**
   * Rows hidden by a policy would be neither erased nor counted: an error is better. A time without
   * a zone, and the text of a time, must not depend on the machine that asks. A limit of the role
   * for transactions counts for each statement, because PostgreSQL would end the whole session past
   * it, and smaller parts are tried after a statement that was ended. A worker never waits long for
   * a row that the product has locked, and no statement runs forever, unless the address or the
   * role sets a timeout.
   */
  private static final String SESSION =
      """
      set row_security = off;
      set timezone = 'UTC';
      select set_config('statement_timeout', limited.setting, false)
      from pg_settings limited, pg_settings statement
      where limited.name = 'transaction_timeout'
        and limited.setting <> '0'
        and statement.name = 'statement_timeout'
        and (statement.setting = '0' or cast(statement.setting as bigint) > cast(limited.setting as bigint));
      select set_config(name, '0', false)
      from pg_settings
      where name = 'transaction_timeout';
      select set_config('lock_timeout', '5s', false)
      where current_setting('lock_timeout') = '0';
      select set_config('statement_timeout', '15min', false)
      where current_setting('statement_timeout') = '0'
      """;

  private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(1);
  private static final int MOST_CONNECTIONS = 40;
  private static final String SCHEMA = "lapse_store";
  private static final String MIGRATIONS = "db/store";

  private final Catalog catalog;
  private final Map<PoolKey, Pool> pools = new ConcurrentHashMap<>();

  public Stores(Catalog catalog) {
    this.catalog = catalog;
  }

  /**
   * The pool of a store's cell.
   *
   * @throws StoreUnreachable if its first connection fails; the next call retries
   */
  public DataSource dataSource(String store, String cell) {
    return pools
        .computeIfAbsent(
            new PoolKey(store, cell), poolKey -> new Pool(poolKey, address(store, cell)))
        .open();
  }

  /**
   * A connection of the pool; closing it returns it.
   *
   * @throws StoreUnreachable if there is none within five seconds
   */
  public Connection connect(String store, String cell) {
    try {
      return dataSource(store, cell).getConnection();
    } catch (SQLException failed) {
      throw new StoreUnreachable(store, cell, failed);
    }
  }

  /**
   * Migrates Lapse's own schema in the store. If no migration is missing, nothing is changed, and
   * the role only needs to read {@code lapse_store.flyway_schema_history}.
   *
   * @throws MigrationsMissing if migrations are missing and the role may not run them
   * @throws StoreUnreachable if the store does not answer
   */
  public String migrate(String store, String cell) {
    try {
      return isCurrent(store, cell)
          ? MigrateSchema.upToDate(place(store, cell))
          : schema(store, cell).run();
    } catch (FlywayException failed) {
      throw new StoreUnreachable(store, cell, failed);
    }
  }

  /**
   * Checks whether {@link #migrate} would have to run migrations that the role may not run.
   *
   * @throws MigrationsMissing if so
   * @throws StoreUnreachable if the store does not answer
   */
  public void checkMigrated(String store, String cell) {
    try {
      if (!isCurrent(store, cell)) {
        schema(store, cell).check();
      }
    } catch (FlywayException failed) {
      throw new StoreUnreachable(store, cell, failed);
    }
  }

  /**
   * Checks that {@link #migrate} would change nothing.
   *
   * @throws MigrationsMissing otherwise
   * @throws StoreUnreachable if the store does not answer
   */
  public void requireMigrated(String store, String cell) {
    try {
      if (!isCurrent(store, cell)) {
        schema(store, cell).requireCurrent();
      }
    } catch (FlywayException failed) {
      throw new StoreUnreachable(store, cell, failed);
    }
  }

  /** One query, without starting Flyway, which takes many and longer than most runs. */
  private boolean isCurrent(String store, String cell) {
    try (Connection connection = connect(store, cell)) {
      return InstalledVersions.are(connection, SCHEMA, MIGRATIONS);
    } catch (SQLException failed) {
      throw new StoreUnreachable(store, cell, failed);
    }
  }

  private MigrateSchema schema(String store, String cell) {
    return new MigrateSchema(
        place(store, cell),
        Flyway.configure(Stores.class.getClassLoader())
            .dataSource(dataSource(store, cell))
            .locations("classpath:" + MIGRATIONS)
            .schemas(SCHEMA)
            .load());
  }

  private static String place(String store, String cell) {
    return "store '%s' (cell %s)".formatted(store, cell);
  }

  @Override
  public void close() {
    List<Pool> open = new ArrayList<>(pools.values());
    pools.clear();
    open.forEach(Pool::close);
  }

  private StoreAddress address(String name, String cell) {
    Store store =
        catalog
            .store(name)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "there is no store '%s'%s"
                            .formatted(
                                name,
                                NearestName.hint(
                                    name, catalog.stores().stream().map(Store::name).toList()))));
    return Optional.ofNullable(store.cells().get(cell))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "store '%s' has no cell '%s'%s"
                        .formatted(name, cell, NearestName.hint(cell, store.cells().keySet()))));
  }

  private record PoolKey(String store, String cell) {}

  /** Opened under its own lock, because waiting for one store must not block the others. */
  private static final class Pool {
    private final PoolKey poolKey;
    private final StoreAddress address;
    private @Nullable HikariDataSource opened;

    Pool(PoolKey poolKey, StoreAddress address) {
      this.poolKey = poolKey;
      this.address = address;
    }

    synchronized HikariDataSource open() {
      if (opened == null) {
        opened = connected();
      }
      return opened;
    }

    synchronized void close() {
      if (opened != null) {
        opened.close();
      }
    }

    private HikariDataSource connected() {
      HikariConfig config = new HikariConfig();
      config.setPoolName(poolKey.store() + "-" + poolKey.cell());
      config.setJdbcUrl(address.url());
      config.setUsername(address.username());
      config.setPassword(address.password());
      config.setConnectionInitSql(SESSION);
      // a worker that erases reads its accounts on a second connection
      config.setMaximumPoolSize(MOST_CONNECTIONS);
      config.setMinimumIdle(0);
      config.setIdleTimeout(IDLE_TIMEOUT.toMillis());
      config.setConnectionTimeout(CONNECTION_TIMEOUT.toMillis());
      // One attempt: the caller decides whether to retry.
      config.setInitializationFailTimeout(1);
      config.addDataSourceProperty("ApplicationName", "lapse");
      config.addDataSourceProperty("connectTimeout", CONNECTION_TIMEOUT.toSeconds());
      config.addDataSourceProperty("loginTimeout", CONNECTION_TIMEOUT.toSeconds());
      config.addDataSourceProperty("tcpKeepAlive", true);
      try {
        return new HikariDataSource(config);
      } catch (PoolInitializationException failed) {
        Throwable cause = failed.getCause();
        throw new StoreUnreachable(poolKey.store(), poolKey.cell(), cause == null ? failed : cause);
      }
    }
  }
}
