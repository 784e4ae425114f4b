package dev.lapse.catalog.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.StoreAddress;
import dev.lapse.catalog.TableName;
import dev.lapse.file.Position;
import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestDatabases.TestDatabase;
import java.io.IOException;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class StoresIT {
  private static final TableName ACCOUNT = new TableName("public", "account");

  private final TestDatabase database = TestDatabases.create();
  private final Stores stores = stores(database.username());

  @AfterEach
  void close() {
    stores.close();
  }

  @Test
  void opensOnePoolForEachCell() {
    assertThat(stores.dataSource("product", "up")).isSameAs(stores.dataSource("product", "up"));
    assertThat(
            JdbcClient.create(stores.dataSource("product", "up"))
                .sql("show application_name")
                .query(String.class)
                .single())
        .isEqualTo("lapse");
  }

  @ParameterizedTest
  @CsvSource({"0, 7s, 7s", "3s, 7s, 3s", "9s, 7s, 7s", "9s, 0, 9s", "0, 0, 15min"})
  void limitOfTransactionsCountsForStatements(String statement, String transaction, String is) {
    String name = database.url().replaceAll(".*/", "");
    database.run(
        "alter database %s set statement_timeout = '%s'; alter database %1$s set transaction_timeout = '%s'"
            .formatted(name, statement, transaction));

    JdbcClient store = JdbcClient.create(stores.dataSource("product", "up"));

    assertThat(store.sql("show statement_timeout").query(String.class).single()).isEqualTo(is);
    assertThat(store.sql("show transaction_timeout").query(String.class).single()).isEqualTo("0");
  }

  @Test
  void timesDoNotDependOnTheZoneOfTheMachine() {
    TimeZone here = TimeZone.getDefault();
    TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
    try {
      assertThat(
              JdbcClient.create(stores.dataSource("product", "up"))
                  .sql("select cast('2026-11-01 00:00' as timestamptz) = '2026-11-01T00:00Z'")
                  .query(Boolean.class)
                  .single())
          .isTrue();
    } finally {
      TimeZone.setDefault(here);
    }
  }

  @Test
  void seesAllRowsOrNone() {
    assertThat(
            JdbcClient.create(stores.dataSource("product", "up"))
                .sql("show row_security")
                .query(String.class)
                .single())
        .isEqualTo("off");
  }

  @Test
  void saysWhichStoreAndCellCannotBeReached() {
    long before = System.nanoTime();

    assertThatThrownBy(() -> stores.connect("product", "down"))
        .isInstanceOf(StoreUnreachable.class)
        .hasMessageStartingWith("store 'product' (cell down) cannot be reached: ")
        .hasMessageContaining("refused");

    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(8));
  }

  @Test
  void triesAgainAfterAFailure() throws SQLException {
    String role = "late_" + name();
    try (Stores early = stores(role)) {
      assertThatThrownBy(() -> early.connect("product", "up")).isInstanceOf(StoreUnreachable.class);

      database.run("create role %s login password 'postgres'".formatted(role));

      try (Connection connection = early.connect("product", "up")) {
        assertThat(connection.isValid(1)).isTrue();
      }
    }
  }

  @Test
  void namesWhatWasMeant() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stores.dataSource("produkt", "up"))
        .withMessage("there is no store 'produkt'; did you mean 'product'?");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stores.dataSource("product", "upp"))
        .withMessage("store 'product' has no cell 'upp'; did you mean 'up'?");
  }

  @Test
  void migratesOnceAndThenNeedsNoRightToCreate() {
    stores.migrate("product", "up");
    JdbcClient jdbc = JdbcClient.create(database.dataSource());
    assertThat(count(jdbc, "select count(*) from lapse_store.progress")).isZero();
    int migrations = count(jdbc, "select count(*) from lapse_store.flyway_schema_history");
    String role = "purger_" + name();
    database.run(
        """
        create role %1$s login password 'postgres';
        revoke create on database %2$s from public;
        grant usage on schema lapse_store to %1$s;
        grant select, insert, update on lapse_store.progress to %1$s;
        grant select on lapse_store.flyway_schema_history to %1$s;
        """
            .formatted(role, name()));

    try (Stores restricted = stores(role)) {
      restricted.migrate("product", "up");
    }

    assertThat(count(jdbc, "select count(*) from lapse_store.flyway_schema_history"))
        .isEqualTo(migrations);
  }

  @Test
  void refusesAMigrationThatWasEditedSince() {
    stores.migrate("product", "up");
    database.run(
        "update lapse_store.flyway_schema_history set checksum = checksum + 1 where version = '2'");

    assertThatThrownBy(() -> stores.migrate("product", "up"))
        .isInstanceOf(StoreUnreachable.class)
        .hasMessageContaining("checksum mismatch for migration version 2");
  }

  @Test
  void closesItsPools() {
    HikariDataSource pool = (HikariDataSource) stores.dataSource("product", "up");

    stores.close();

    assertThat(pool.isClosed()).isTrue();
  }

  private static int count(JdbcClient jdbc, String sql) {
    return jdbc.sql(sql).query(Integer.class).single();
  }

  private String name() {
    return database.url().replaceAll(".*/", "");
  }

  private Stores stores(String user) {
    return new Stores(
        new Catalog(
            List.of(
                new Store(
                    "product",
                    ACCOUNT,
                    "id",
                    Map.of(
                        "up",
                        new StoreAddress(database.url(), user, "postgres"),
                        "down",
                        new StoreAddress(
                            "jdbc:postgresql://localhost:" + closedPort() + "/x", user, null)),
                    new Position("catalog.yaml", 1))),
            List.of(),
            List.of(),
            "0"));
  }

  private static int closedPort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException failed) {
      throw new IllegalStateException(failed);
    }
  }
}
