package dev.lapse.cli;

import dev.lapse.migrate.InstalledVersions;
import dev.lapse.migrate.MigrateSchema;
import dev.lapse.run.BatchTables;
import dev.lapse.schedule.QuartzTables;
import java.sql.Connection;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.migration.JavaMigration;
import org.jspecify.annotations.Nullable;

/**
 * Lapse's own schemas, as {@code application.yaml} configures them, without starting the program.
 */
final class OwnSchema {
  private static final String SCHEMA = "lapse";
  private static final String FOLDER = "db/migration";

  private OwnSchema() {}

  static MigrateSchema at(String url, @Nullable String username, @Nullable String password) {
    return new MigrateSchema(
        "Lapse's own database",
        Flyway.configure(OwnSchema.class.getClassLoader())
            .dataSource(url, username, password)
            .schemas(SCHEMA)
            .defaultSchema(SCHEMA)
            .locations("classpath:" + FOLDER)
            .javaMigrations(libraries())
            .load());
  }

  /** Whether exactly the migrations of this program are installed; one query, without Flyway. */
  static boolean isCurrent(Connection connection) {
    return InstalledVersions.are(connection, SCHEMA, FOLDER, libraries());
  }

  private static JavaMigration[] libraries() {
    return new JavaMigration[] {new BatchTables(), new QuartzTables()};
  }
}
