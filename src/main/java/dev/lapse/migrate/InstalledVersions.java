package dev.lapse.migrate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flywaydb.core.api.migration.JavaMigration;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** The versions in the history of a schema, read without starting Flyway. */
public final class InstalledVersions {
  private static final String QUERY =
      """
      select version
      from %s.flyway_schema_history
      where type <> 'SCHEMA'
        and success
      """;

  private InstalledVersions() {}

  /**
   * Whether exactly these migrations are installed. If the history cannot be read, they are not;
   * Flyway then says why.
   *
   * @param folder with the scripts, on the class path
   */
  public static boolean are(
      Connection connection, String schema, String folder, JavaMigration... migrations) {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(QUERY.formatted(schema))) {
      Set<String> wanted = versions(folder, migrations);
      int installed = 0;
      while (rows.next()) {
        if (!wanted.contains(String.valueOf(rows.getString(1)))) {
          return false;
        }
        installed++;
      }
      return installed == wanted.size();
    } catch (SQLException noHistory) {
      return false;
    }
  }

  private static Set<String> versions(String folder, JavaMigration... migrations) {
    try {
      return Stream.concat(
              Stream.of(
                      new PathMatchingResourcePatternResolver()
                          .getResources("classpath:" + folder + "/V*__*.sql"))
                  .map(script -> Objects.requireNonNull(script.getFilename()))
                  .map(name -> name.substring(1, name.indexOf("__"))),
              Stream.of(migrations).map(migration -> migration.getVersion().getVersion()))
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
