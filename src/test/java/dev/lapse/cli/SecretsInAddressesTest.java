package dev.lapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.testing.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No message repeats the user information of an address. */
class SecretsInAddressesTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgres://u:SECRET@db/lapse",
        "postgresql://u:SECRET@db:5432/lapse?sslmode=require",
        "jdbc:postgresql://u:SECRET@db:5432/lapse",
        "jdbc:postgresql://u:a/SECRET@db/lapse",
        "jdbc:postgresql://localhost:1/lapse?user=u&password=SECRET",
        "mysql://localhost/lapse?password=SECRET"
      })
  void addressOfLapsesDatabaseIsShownWithoutThem(String url) {
    Commands.Result refused = Commands.withoutProgram(Map.of("LAPSE_DATABASE_URL", url), "runs");

    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).startsWith("lapse: ").contains("/lapse").doesNotContain("SECRET");
  }

  @Test
  void addressOfAStoreIsShownWithoutThem() throws IOException {
    Files.writeString(
        folder.resolve("catalog.yaml"),
        """
        stores:
          - {name: product, type: postgresql, url: "${PRODUCT_DATABASE_URL}", accounts: public.account, key: id}
        sets: []
        """);

    Commands.Result refused =
        Commands.withoutProgram(
            Map.of(
                "LAPSE_JOBS",
                folder.toString(),
                "PRODUCT_DATABASE_URL",
                "jdbc:postgresql://u:SECRET@db:5432/product"),
            "catalog",
            "check");

    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err())
        .contains("catalog.yaml:2: 'url' must not contain a user or a password")
        .doesNotContain("SECRET");
  }
}
