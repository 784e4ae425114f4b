package dev.lapse.migrate;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32;
import org.flywaydb.core.api.migration.JavaMigration;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** The versions in the history of a schema, read without starting Flyway. */
public final class InstalledVersions {
  private static final String QUERY =
      """
      select version, checksum
      from %s.flyway_schema_history
      where type <> 'SCHEMA'
        and success
      """;

  /** By folder: scripts do not change while the program runs, and each run of a job asks. */
  private static final Map<String, Map<String, Integer>> OF_SCRIPTS = new ConcurrentHashMap<>();

  private InstalledVersions() {}

  /**
   * Whether exactly these migrations are installed, from scripts that have not changed since.
   * Otherwise, or if the history cannot be read, Flyway says what is wrong.
   *
   * @param folder with the scripts, on the class path
   */
  public static boolean are(
      Connection connection, String schema, String folder, JavaMigration... migrations) {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(QUERY.formatted(schema))) {
      Map<String, @Nullable Integer> missing = checksums(folder, migrations);
      while (rows.next()) {
        String version = String.valueOf(rows.getString(1));
        if (!missing.containsKey(version)
            || !Objects.equals(missing.remove(version), rows.getObject(2))) {
          return false;
        }
      }
      return missing.isEmpty();
    } catch (SQLException noHistory) {
      return false;
    }
  }

  private static Map<String, @Nullable Integer> checksums(
      String folder, JavaMigration... migrations) {
    Map<String, @Nullable Integer> checksums =
        new HashMap<>(OF_SCRIPTS.computeIfAbsent(folder, InstalledVersions::ofScripts));
    for (JavaMigration migration : migrations) {
      checksums.put(migration.getVersion().getVersion(), migration.getChecksum());
    }
    return checksums;
  }

  private static Map<String, Integer> ofScripts(String folder) {
    Map<String, Integer> checksums = new HashMap<>();
    try {
      for (Resource script :
          new PathMatchingResourcePatternResolver()
              .getResources("classpath:" + folder + "/V*__*.sql")) {
        String name = Objects.requireNonNull(script.getFilename());
        checksums.put(name.substring(1, name.indexOf("__")), checksum(script));
      }
      return Map.copyOf(checksums);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** As Flyway calculates it: over the lines, whatever ends them. */
  private static int checksum(Resource script) throws IOException {
    CRC32 sum = new CRC32();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(script.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        sum.update(line.getBytes(StandardCharsets.UTF_8));
      }
    }
    return (int) sum.getValue();
  }
}
