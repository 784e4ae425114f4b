package dev.lapse.demo;

import dev.lapse.testing.Commands;
import dev.lapse.testing.RoleFiles;
import dev.lapse.testing.TestRoles;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What an administrator does before Lapse is started: the roles of {@code db/roles}, {@code lapse
 * migrate} as their owners, and what {@code lapse catalog check --grants} prints. The program is
 * then no superuser anywhere.
 */
final class PrepareRoles {
  private final DemoServer server;
  private final String jobs;

  PrepareRoles(DemoServer server, String jobs) {
    this.server = server;
    this.jobs = jobs;
  }

  /** Returns how many rights the role got that erases. */
  int prepare() {
    run(server.database("lapse"), RoleFiles.statements("lapse.sql", Map.of()));
    run(server.database("product"), RoleFiles.statements("store.sql", Map.of()));
    lapse(settings(TestRoles.OWNER, TestRoles.STORE_OWNER), "migrate");
    List<String> grants =
        lapse(settings(TestRoles.RUNTIME, TestRoles.ERASER), "catalog", "check", "--grants")
            .lines()
            .filter(line -> line.startsWith("grant "))
            .toList();
    run(server.database("product"), String.join(System.lineSeparator(), grants));
    return grants.size();
  }

  /** What the environment of the program says. */
  Map<String, String> settings(String role, String roleInStore) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("LAPSE_DATABASE_URL", server.url("lapse"));
    settings.put("LAPSE_DATABASE_USERNAME", role);
    settings.put("LAPSE_DATABASE_PASSWORD", role);
    settings.put("PRODUCT_DATABASE_URL", server.url("product"));
    settings.put("PRODUCT_DATABASE_USERNAME", roleInStore);
    settings.put("PRODUCT_DATABASE_PASSWORD", roleInStore);
    settings.put("LAPSE_JOBS", jobs);
    return settings;
  }

  private static String lapse(Map<String, String> settings, String... arguments) {
    Commands.Result result = Commands.withoutProgram(settings, arguments);
    if (result.exitCode() != 0) {
      throw new IllegalStateException(
          "lapse %s: %s%s".formatted(String.join(" ", arguments), result.out(), result.err()));
    }
    return result.out();
  }

  private static void run(DataSource database, String statements) {
    new JdbcTemplate(database).execute(statements);
  }
}
