package dev.lapse.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Empty PostgreSQL databases, as many as the tests want, on one server that lives as long as the
 * JVM. The server does not wait for the disk, for a test needs no durability, and does not look
 * through hundreds of databases for something to vacuum.
 */
public final class TestDatabases {
  /** Its password is its name, which the server does not ask for. */
  static final String SUPERUSER = "postgres";

  private static final String TIDY =
      "vacuum pg_class, pg_attribute, pg_attrdef, pg_type, pg_index, pg_constraint, pg_trigger,"
          + " pg_depend, pg_shdepend, pg_description, pg_sequence, pg_statistic, pg_rewrite";

  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final AtomicInteger TIDIED = new AtomicInteger();

  private TestDatabases() {}

  /** An empty database of its own. */
  public static TestDatabase create() {
    return create("");
  }

  /** A database for Lapse itself that is not migrated, with the roles of {@link TestRoles}. */
  public static TestDatabase withRoles() {
    TestDatabase made = create();
    TestRoles.inLapse(made);
    return made;
  }

  /** A database for a store that is not migrated, with the roles of {@link TestRoles}. */
  public static TestDatabase storeWithRoles() {
    TestDatabase made = create();
    TestRoles.inStore(made);
    return made;
  }

  /** One for Lapse itself, with the roles of {@link TestRoles}, migrated by its owner. */
  public static TestDatabase lapse() {
    TestDatabase made = create(" template " + Lapse.MIGRATED.name());
    TestRoles.inLapse(made); // who may connect is not copied
    return made;
  }

  /** One for a store, with the roles of {@link TestRoles} and Lapse's small schema. */
  public static TestDatabase store() {
    TestDatabase made = create(" template " + Product.MIGRATED.name());
    TestRoles.inStore(made);
    return made;
  }

  /** A copy. Connections to the original are closed. */
  public static TestDatabase copyOf(TestDatabase original) {
    return create(
        " template " + original.name(),
        "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '%s'"
            .formatted(original.name()));
  }

  private static TestDatabase create(String template, String... before) {
    String name = "t" + COUNT.incrementAndGet();
    try (Connection connection = Server.POSTGRES.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      for (String preparation : before) {
        statement.execute(preparation);
      }
      statement.execute("create database " + name + template + " strategy file_copy");
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
    return new TestDatabase(
        "jdbc:postgresql://localhost:" + Server.POSTGRES.getPort() + "/" + name,
        SUPERUSER,
        SUPERUSER);
  }

  /** A database, its superuser, and a data source that opens a new connection each time. */
  public record TestDatabase(String url, String username, String password) {
    public String name() {
      return url.replaceAll("[?].*", "").replaceAll(".*/", "");
    }

    public DataSource dataSource() {
      return dataSource(username, password);
    }

    public DataSource dataSource(String user, String userPassword) {
      PGSimpleDataSource dataSource = new PGSimpleDataSource();
      dataSource.setUrl(url);
      dataSource.setUser(user);
      dataSource.setPassword(userPassword);
      return dataSource;
    }

    /**
     * To be called when tables were dropped. At every tenth call it removes what they left in
     * PostgreSQL's catalogs, because no autovacuum does: after a hundred tests, each new session
     * and each reading of the schema would read twenty times as much.
     */
    public TestDatabase tidied() {
      return TIDIED.incrementAndGet() % 10 == 0 ? run(TIDY) : this;
    }

    /** For statements of a test, each on a connection that was used before. */
    public JdbcClient jdbc() {
      return JdbcClient.create(new KeptConnections(this));
    }

    /** To be copied or renamed, for which nothing may be connected to it. */
    public TestDatabase disconnected() {
      try {
        KeptConnections.end(this);
      } catch (SQLException failed) {
        throw new IllegalStateException(failed);
      }
      return this;
    }

    /** Runs statements, separated by semicolons, in one transaction. */
    public TestDatabase run(String sql) {
      try (Connection connection = new KeptConnections(this).getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute(sql);
      } catch (SQLException failed) {
        throw new IllegalStateException(failed);
      }
      return this;
    }
  }

  /** What is copied for each {@link #lapse()}: migrating takes longer. */
  private static final class Lapse {
    static final TestDatabase MIGRATED = migrated();

    private static TestDatabase migrated() {
      TestDatabase database = withRoles();
      TestRoles.migrateLapse(database);
      return database.disconnected();
    }
  }

  /** What is copied for each {@link #store()}. */
  private static final class Product {
    static final TestDatabase MIGRATED = migrated();

    private static TestDatabase migrated() {
      TestDatabase database = storeWithRoles();
      TestRoles.migrateStore(database);
      return database.disconnected();
    }
  }

  /** Started at the first use; the JVM's shutdown hook of EmbeddedPostgres ends it. */
  private static final class Server {
    static final EmbeddedPostgres POSTGRES = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder()
            .setServerConfig("fsync", "off")
            .setServerConfig("full_page_writes", "off")
            .setServerConfig("synchronous_commit", "off")
            .setServerConfig("autovacuum", "off")
            .setServerConfig("shared_preload_libraries", "pg_stat_statements")
            .setServerConfig("max_connections", "300")
            .start();
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
  }
}
