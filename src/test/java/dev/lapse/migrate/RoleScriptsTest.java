package dev.lapse.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts that an administrator runs with psql. */
class RoleScriptsTest {
  @ParameterizedTest
  @ValueSource(strings = {"lapse.sql", "store.sql", "readers.sql"})
  void keepsPsqlFromPrintingEachStatement(String file) throws IOException {
    assertThat(Files.readString(Path.of("db/roles", file)).lines().filter(line -> !line.isBlank()))
        .filteredOn(line -> !line.startsWith("--"))
        .startsWith("\\set ON_ERROR_STOP on", "\\set QUIET on");
  }
}
