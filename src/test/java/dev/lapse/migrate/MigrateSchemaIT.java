package dev.lapse.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestDatabases.TestDatabase;
import dev.lapse.testing.TestRoles;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Which roles migrate, which need not, and what is reported as missing; in a store's small schema.
 */
class MigrateSchemaIT {
  private static final String NEWER =
      """
      insert into lapse_store.flyway_schema_history (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
      values (99, '99', '%s', 'SQL', 'V99__x.sql', 1, 'x', 1, true)
      """;

  private final TestDatabase store = TestDatabases.store();

  @Test
  void saysWhichVersionIsMissingAndWhoMayMigrate() {
    letRead();
    store.run("delete from lapse_store.flyway_schema_history where version::int > 1");

    assertThatThrownBy(as(TestRoles.ERASER)::run)
        .isInstanceOf(MigrationsMissing.class)
        .hasMessageMatching(
            "store 'x' has version 1 and this program needs version \\d+, which role 'lapse_eraser' may not install:"
                + " run 'lapse migrate' with the credentials of the schema's owner, 'lapse_store_owner'");
  }

  @Test
  void saysThatThereIsNoSchema() {
    TestDatabase empty = TestDatabases.store().run("drop schema lapse_store cascade");

    assertThatThrownBy(as(TestRoles.ERASER, empty)::check)
        .isInstanceOf(MigrationsMissing.class)
        .hasMessageStartingWith("store 'x' has no Lapse schema and this program needs version ")
        .hasMessageEndingWith("with the credentials of a role that may create schemas there");
  }

  @Test
  void saysWhichRightsAreMissingToReadTheHistory() {
    assertThatThrownBy(as(TestRoles.ERASER)::check)
        .isInstanceOf(RightsMissing.class)
        .hasMessageContaining("permission denied for schema lapse_store")
        .hasMessageContaining("'lapse catalog check --grants'");
  }

  @Test
  void checkMigratesNothing() {
    store.run("drop schema lapse_store cascade; create schema lapse_store");

    as("postgres").check();

    assertThat(
            JdbcClient.create(store.dataSource())
                .sql(
                    "select count(*) from pg_class where relnamespace = 'lapse_store'::regnamespace")
                .query(Long.class)
                .single())
        .isZero();
  }

  @Test
  void olderProgramWorksOnWhatANewerReleaseAdded() {
    letRead();
    store.run(NEWER.formatted("one more table"));

    assertThatCode(as(TestRoles.ERASER)::run).doesNotThrowAnyException();
    assertThatCode(as(TestRoles.STORE_OWNER)::run).doesNotThrowAnyException();
  }

  @Test
  void olderProgramRefusesWhatANewerReleaseTookAway() {
    letRead();
    store.run(NEWER.formatted("contract one column less"));

    assertThatThrownBy(as(TestRoles.ERASER)::run)
        .isInstanceOf(MigrationsMissing.class)
        .hasMessage(
            "store 'x' was migrated by a newer release to version 99 (contract one column less), which is incompatible with this one: start the newer release");
    assertThatThrownBy(as(TestRoles.STORE_OWNER)::run).isInstanceOf(MigrationsMissing.class);
  }

  private void letRead() {
    store.run(
        """
        grant usage on schema lapse_store to lapse_eraser;
        grant select on lapse_store.flyway_schema_history to lapse_eraser;
        """);
  }

  private MigrateSchema as(String role) {
    return as(role, store);
  }

  private static MigrateSchema as(String role, TestDatabase store) {
    return new MigrateSchema(
        "store 'x'",
        Flyway.configure()
            .dataSource(store.url(), role, "x")
            .schemas("lapse_store")
            .locations("classpath:db/store")
            .load());
  }
}
