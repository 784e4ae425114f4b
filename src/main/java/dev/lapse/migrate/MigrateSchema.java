package dev.lapse.migrate;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Locale;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.output.MigrateResult;
import org.jspecify.annotations.Nullable;

/**
 * Migrates a schema of Lapse (docs/adr/0016-roles-and-migrations.md).
 *
 * <p>If no migration is missing, the role only needs to read the history. A schema of a newer
 * release is accepted, unless that release removed something this one needs.
 */
public final class MigrateSchema {
  /**
   * The first word in the description of a migration that removes something older releases need.
   */
  private static final String TAKES_AWAY = "contract";

  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  private final String place;
  private final Flyway flyway;

  /**
   * @param place name of the database, as the subject of messages
   */
  public MigrateSchema(String place, Flyway flyway) {
    this.place = place;
    this.flyway = flyway;
  }

  /**
   * Migrates the schema.
   *
   * @return what was done, as a sentence
   * @throws MigrationsMissing if the role may not migrate, or the schema is too new
   * @throws RightsMissing if the role may not read the history, or may not do all of the migration
   * @throws FlywayException if a migration fails
   */
  public String run() {
    MayMigrate role = role();
    MigrationInfoService info = refuse(role);
    if (info.pending().length == 0 && isNewer(info)) {
      return upToDate(place); // rights granted by a newer release must not be revoked
    }
    try {
      return done(flyway.migrate());
    } catch (FlywayException failed) {
      throw explained(failed, role);
    }
  }

  /** What {@link #run} says if it has done nothing. */
  public static String upToDate(String place) {
    return place + " is up to date";
  }

  private String done(MigrateResult result) {
    String before = result.initialSchemaVersion;
    if (result.migrationsExecuted == 0) {
      return upToDate(place);
    }
    return before == null || before.isEmpty()
        ? "%s: schema created, version %s".formatted(place, result.targetSchemaVersion)
        : "%s: schema migrated from version %s to %s"
            .formatted(place, before, result.targetSchemaVersion);
  }

  /**
   * Checks the schema without changing it.
   *
   * @throws MigrationsMissing as {@link #run} would throw
   */
  public void check() {
    refuse(role());
  }

  /**
   * Checks that no migration is missing, whether or not the role may run it. Changes nothing.
   *
   * @throws MigrationsMissing otherwise
   */
  public void requireCurrent() {
    MigrationInfoService info = refuse(role());
    if (info.pending().length > 0) {
      throw new MigrationsMissing(
          "%s %s, and this command changes nothing: run 'lapse migrate' first"
              .formatted(
                  place,
                  info.current() == null
                      ? "has no Lapse schema"
                      : "lacks migrations of its Lapse schema"));
    }
  }

  private MayMigrate role() {
    try (Connection connection = flyway.getConfiguration().getDataSource().getConnection()) {
      return MayMigrate.read(connection, flyway.getConfiguration().getSchemas()[0]);
    } catch (SQLException failed) {
      throw new FlywayException(failed.getMessage(), failed);
    }
  }

  private static boolean isNewer(MigrationInfoService info) {
    return Arrays.stream(info.all())
        .anyMatch(migration -> migration.getState() == MigrationState.FUTURE_SUCCESS);
  }

  private MigrationInfoService refuse(MayMigrate role) {
    MigrationInfoService info = info(role);
    for (MigrationInfo migration : info.all()) {
      if (migration.getState() == MigrationState.FUTURE_SUCCESS
          && migration.getDescription().toLowerCase(Locale.ROOT).startsWith(TAKES_AWAY)) {
        throw new MigrationsMissing(
            "%s was migrated by a newer release to version %s (%s), which is incompatible with this one: start the newer release"
                .formatted(place, migration.getVersion(), migration.getDescription()));
      }
    }
    MigrationInfo[] pending = info.pending();
    if (pending.length > 0 && !role.may()) {
      throw new MigrationsMissing(
          "%s %s and this program needs version %s, which role '%s' may not install: run 'lapse migrate' with the credentials of %s"
              .formatted(
                  place,
                  has(info.current()),
                  Arrays.stream(pending)
                      .map(MigrationInfo::getVersion)
                      .max(java.util.Comparator.naturalOrder())
                      .orElseThrow(),
                  role.role(),
                  role.whose()));
    }
    return info;
  }

  private MigrationInfoService info(MayMigrate role) {
    try {
      return flyway.info();
    } catch (FlywayException failed) {
      throw explained(failed, role);
    }
  }

  private static String has(@Nullable MigrationInfo current) {
    return current == null ? "has no Lapse schema" : "has version " + current.getVersion();
  }

  /** Turns a refusal of the database into a sentence; returns other failures unchanged. */
  private RuntimeException explained(FlywayException failed, MayMigrate role) {
    for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException refused
          && INSUFFICIENT_PRIVILEGE.equals(refused.getSQLState())) {
        return new RightsMissing(
            "%s does not grant role '%s' the rights it needs (%s); grant them with db/roles, 'lapse migrate' as the owner and 'lapse catalog check --grants'"
                .formatted(place, role.role(), firstLine(refused)),
            failed);
      }
    }
    return failed;
  }

  private static String firstLine(SQLException refused) {
    return String.valueOf(refused.getMessage()).lines().findFirst().orElse("");
  }
}
