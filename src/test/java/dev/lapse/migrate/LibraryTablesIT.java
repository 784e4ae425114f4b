package dev.lapse.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lapse.run.BatchTables;
import dev.lapse.schedule.QuartzTables;
import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestDatabases.TestDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class LibraryTablesIT {
  private final TestDatabase database = TestDatabases.create();
  private final JdbcClient jdbc = database.jdbc();

  @Test
  void emptyDatabaseGetsBothLibrariesTablesInTheirOwnSchemas() {
    migrate(new BatchTables(), new QuartzTables());

    assertThat(tables("lapse_quartz"))
        .hasSize(11)
        .contains("qrtz_triggers", "qrtz_locks", "qrtz_cron_triggers");
    assertThat(tables("lapse_batch")).hasSize(6).contains("batch_job_execution");
    assertThat(
            jdbc.sql("select count(*) from pg_sequences where schemaname = 'lapse_batch'")
                .query(Long.class)
                .single())
        .isEqualTo(3);
    assertThat(tables("public")).isEmpty();
  }

  @Test
  void secondMigrationIsANoOp() {
    migrate(new BatchTables(), new QuartzTables());

    assertThat(migrate(new BatchTables(), new QuartzTables())).isZero();
  }

  @Test
  void schemaThatAnAdministratorCreatedIsUsed() {
    database.run("create schema lapse_quartz; create schema lapse_batch");

    migrate(new BatchTables(), new QuartzTables());

    assertThat(tables("lapse_quartz")).hasSize(11);
  }

  @Test
  void searchPathIsAsBeforeForWhatComesNext() {
    migrate(new LookAtSearchPath());

    assertThat(tables("lapse_elsewhere")).hasSize(6);
  }

  @Test
  void failureLeavesNothingBehind() {
    database.run("create schema lapse_quartz; create table lapse_quartz.qrtz_locks ()");

    assertThat(catchThrowable(() -> migrate(new QuartzTables()))).isNotNull();

    assertThat(tables("lapse_quartz")).containsExactly("qrtz_locks");
  }

  private int migrate(JavaMigration... migrations) {
    return Flyway.configure()
        .dataSource(database.dataSource())
        .schemas("lapse")
        .javaMigrations(migrations)
        .load()
        .migrate()
        .migrationsExecuted;
  }

  private List<String> tables(String schema) {
    return jdbc.sql("select tablename::text from pg_tables where schemaname = :schema order by 1")
        .param("schema", schema)
        .query(String.class)
        .list();
  }

  /** Looks at the search path of its own transaction. */
  private static final class LookAtSearchPath extends LibraryTables {
    LookAtSearchPath() {
      super(
          "9000",
          "look",
          "lapse_elsewhere",
          "org/springframework/batch/core/schema-postgresql.sql");
    }

    @Override
    public void migrate(Context context) throws SQLException {
      try (Statement statement = context.getConnection().createStatement()) {
        statement.execute("set local search_path = 'somewhere', public");
        super.migrate(context);
        try (ResultSet row = statement.executeQuery("show search_path")) {
          row.next();
          assertThat(row.getString(1)).isEqualTo("somewhere, public");
        }
      }
    }
  }
}
