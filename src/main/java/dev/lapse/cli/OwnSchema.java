package dev.lapse.cli;

import dev.lapse.migrate.MigrateSchema;
import dev.lapse.run.BatchTables;
import dev.lapse.schedule.QuartzTables;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/**
 * Lapse's own schemas, as {@code application.yaml} configures them, without starting the program.
 */
final class OwnSchema {
  private OwnSchema() {}

  static MigrateSchema at(String url, @Nullable String username, @Nullable String password) {
    return new MigrateSchema(
        "Lapse's own database",
        Flyway.configure(OwnSchema.class.getClassLoader())
            .dataSource(url, username, password)
            .schemas("lapse")
            .defaultSchema("lapse")
            .locations("classpath:db/migration")
            .javaMigrations(new BatchTables(), new QuartzTables())
            .load());
  }
}
