package dev.lapse.migrate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Pattern;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.jspecify.annotations.Nullable;

/**
 * Creates the tables of a library in a separate schema, from the library's own script
 * (docs/adr/0002-library-tables.md).
 */
public abstract class LibraryTables implements JavaMigration {
  /** Statements that are left out: Lapse never drops existing tables, and Flyway commits. */
  private static final Pattern LEFT_OUT = Pattern.compile("(?im)^\\s*(drop|commit)\\b[^;]*;");

  private final String version;
  private final String description;
  private final String schema;
  private final String script;

  /**
   * @param schema a plain lower-case name, which is created if it is missing
   * @param script on the class path
   */
  protected LibraryTables(String version, String description, String schema, String script) {
    this.version = version;
    this.description = description;
    this.schema = schema;
    this.script = script;
  }

  @Override
  public MigrationVersion getVersion() {
    return MigrationVersion.fromVersion(version);
  }

  @Override
  public String getDescription() {
    return description;
  }

  /** No checksum: a database keeps the tables of the release that created it. */
  @Override
  public @Nullable Integer getChecksum() {
    return null;
  }

  @Override
  public boolean canExecuteInTransaction() {
    return true;
  }

  @Override
  public void migrate(Context context) throws SQLException {
    Connection connection = context.getConnection();
    try (Statement statement = connection.createStatement()) {
      String before = searchPath(statement);
      if (isMissing(connection, schema)) {
        statement.execute("create schema " + schema);
      }
      searchIn(connection, schema);
      statement.execute(statements());
      searchIn(connection, before);
    }
  }

  /** The library's script, without the statements that are left out. */
  public String statements() {
    try (InputStream in = LibraryTables.class.getResourceAsStream("/" + script)) {
      if (in == null) {
        throw new IllegalStateException(script + " is not on the class path");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return LEFT_OUT.matcher(text).replaceAll("");
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /**
   * Checked first: a role without the right to create schemas may not even use {@code if not
   * exists}.
   */
  private static boolean isMissing(Connection connection, String schema) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("select to_regnamespace(?) is null")) {
      statement.setString(1, schema);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  private static String searchPath(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("show search_path")) {
      row.next();
      return row.getString(1);
    }
  }

  /** Sets the search path for this transaction only. */
  private static void searchIn(Connection connection, String path) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("select set_config('search_path', ?, true)")) {
      statement.setString(1, path);
      statement.execute();
    }
  }
}
