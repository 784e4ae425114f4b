package dev.lapse.catalog.live;

import java.util.List;

/**
 * Tables that never need to be classified (see jobs/README.md): those of Lapse and the histories of
 * migration tools. Only names that no other table would have, and only as long as such a table
 * refers to no other.
 */
final class IgnoredTables {
  static final List<String> SCHEMAS =
      List.of("lapse", "lapse_batch", "lapse_quartz", "lapse_store", "sqitch");

  static final List<String> TABLES =
      List.of(
          "flyway_schema_history",
          "databasechangelog",
          "databasechangeloglock",
          "schema_migrations",
          "ar_internal_metadata",
          "_prisma_migrations",
          "django_migrations",
          "south_migrationhistory",
          "alembic_version",
          "aerich",
          "goose_db_version",
          "gopg_migrations",
          "bun_migrations",
          "bun_migration_locks",
          "_sqlx_migrations",
          "__diesel_schema_migrations",
          "refinery_schema_history",
          "seaql_migrations",
          "knex_migrations",
          "knex_migrations_lock",
          "SequelizeMeta",
          "typeorm_metadata",
          "mikro_orm_migrations",
          "__drizzle_migrations",
          "pgmigrations",
          "__EFMigrationsHistory",
          "atlas_schema_revisions",
          "doctrine_migration_versions",
          "phinxlog",
          "play_evolutions",
          "play_evolutions_lock",
          "ragtime_migrations",
          "_yoyo_migration",
          "_yoyo_log",
          "_yoyo_version",
          "yoyo_lock");

  private IgnoredTables() {}
}
