package dev.lapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.testing.Commands;
import dev.lapse.testing.Commands.Result;
import dev.lapse.testing.ProductCatalog;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestDatabases.TestDatabase;
import dev.lapse.testing.TestRoles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands by the owners of Lapse's schemas, and by the roles that it runs as. */
class MigrateCommandIT {
  private static final String CATALOG = ProductCatalog.of(SharedProgram.SETS);

  private final TestDatabase lapse = TestDatabases.withRoles();
  private final TestDatabase product = TestDatabases.storeWithRoles().run(SharedProgram.TABLES);
  @TempDir Path jobs;

  @BeforeEach
  void writeCatalog() throws IOException {
    Files.writeString(jobs.resolve("catalog.yaml"), CATALOG);
  }

  @Test
  void ownersMigrateAndTheRolesOfTheProgramWorkAfterwards() {
    assertThat(asOwners("migrate").out())
        .matches(
            "Lapse's own database: schema created, version [0-9.]+\\R"
                + "store 'product' \\(cell main\\): schema created, version [0-9.]+\\R");
    assertThat(asOwners("migrate").out())
        .isEqualTo(
            "Lapse's own database is up to date%nstore 'product' (cell main) is up to date%n"
                .formatted());

    Result grants = asProgram("catalog", "check", "--grants");
    grants.out().lines().filter(line -> line.startsWith("grant ")).forEach(product::run);

    assertThat(asProgram("migrate").exitCode()).as("nothing is missing").isZero();
    assertThat(asOwners("migrate").exitCode()).as("a second time").isZero();
  }

  @Test
  void tellsTheProgramsRoleWhoMigrates() {
    Result result = asProgram("runs");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err().strip())
        .matches(
            "lapse: Lapse's own database has no Lapse schema and this program needs version \\d+, which role 'lapse' may not install:"
                + " run 'lapse migrate' with the credentials of the schema's owner, 'lapse_owner'");
    assertThat(asProgram("migrate").exitCode()).isEqualTo(2);
    assertThat(asProgram("serve", "--server.port=0").exitCode()).isEqualTo(2);
  }

  @Test
  void saysWhichStoreLacksWhichVersion() {
    asOwners("migrate");
    product.run("grant usage on schema lapse_store to lapse_eraser");
    product.run("grant select on lapse_store.flyway_schema_history to lapse_eraser");
    product.run("delete from lapse_store.flyway_schema_history where version <> '1'");

    for (String[] command :
        new String[][] {{"run", "purge"}, {"serve", "--server.port=0"}, {"migrate"}}) {
      Result result = asProgram(command);

      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.err())
          .startsWith("lapse: store 'product' (cell main) has version 1 and this program needs ")
          .contains("'lapse_store_owner'")
          .doesNotContain("Exception");
    }
  }

  @Test
  void saysThatTheOwnerMayNotCreateASchema() {
    lapse.run(
        "drop schema lapse_quartz; revoke create on database %s from lapse_owner"
            .formatted(lapse.url().replaceAll(".*/", "")));

    Result result = asOwners("migrate");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err())
        .contains("Lapse's own database does not grant role 'lapse_owner' the rights it needs")
        .contains("permission denied for database");
  }

  private Result asOwners(String... arguments) {
    return Commands.withoutProgram(settings(TestRoles.OWNER, TestRoles.STORE_OWNER), arguments);
  }

  private Result asProgram(String... arguments) {
    return Commands.withoutProgram(settings(TestRoles.RUNTIME, TestRoles.ERASER), arguments);
  }

  private Map<String, String> settings(String role, String roleInStore) {
    Map<String, String> settings = new HashMap<>();
    settings.put("LAPSE_DATABASE_URL", lapse.url());
    settings.put("LAPSE_DATABASE_USERNAME", role);
    settings.put("LAPSE_DATABASE_PASSWORD", "x");
    settings.put("PRODUCT_DATABASE_URL", product.url());
    settings.put("PRODUCT_DATABASE_USERNAME", roleInStore);
    settings.put("PRODUCT_DATABASE_PASSWORD", "x");
    settings.put("LAPSE_JOBS", jobs.toString());
    return settings;
  }
}
