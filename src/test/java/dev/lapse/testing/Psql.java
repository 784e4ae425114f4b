package dev.lapse.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * As much of psql as the README needs, where none is installed: {@code -d NAME}, {@code -v
 * NAME=VALUE} and {@code -f FILE}, or statements on standard input. Where {@code NAME} is, {@code
 * TEST_NAME} says.
 */
public final class Psql {
  private Psql() {}

  public static void main(String[] arguments) throws IOException {
    Map<String, String> variables = new HashMap<>();
    JdbcTemplate database = null;
    boolean read = false;
    for (int i = 0; i < arguments.length; i += 2) {
      String value = arguments[i + 1];
      switch (arguments[i]) {
        case "-d" -> database = superuserIn(value);
        case "-v" -> variables.put(value.split("=", 2)[0], value.split("=", 2)[1]);
        case "-f" -> {
          database.execute(RoleFiles.statements(value.replaceAll("^db/roles/", ""), variables));
          read = true;
        }
        default -> throw new IllegalArgumentException(arguments[i]);
      }
    }
    if (!read) {
      database.execute(new String(System.in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static JdbcTemplate superuserIn(String database) {
    return new JdbcTemplate(
        new DriverManagerDataSource(
            System.getenv("TEST_" + database.toUpperCase(java.util.Locale.ROOT)),
            TestDatabases.SUPERUSER,
            TestDatabases.SUPERUSER));
  }
}
