package dev.lapse.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Writes what was measured as JSON, as tables and as pictures. */
final class WriteComparison {
  private static final String PAGE =
      """
      # How long a purge takes

      `./mvnw -Pbenchmark verify` wrote this page and its pictures; [testing.md](../testing.md#the-purge-and-its-peers) says what the peers are and how
      they are measured. %,d of %,d rows are deleted. Medians of %d rounds on %s; every round is in [purge.json](purge.json).

      ![Seconds to delete the data of 200 accounts](purge.svg)

      ![Seconds in each round](purge-rounds.svg)

      ```text
      %s```
      """;

  private WriteComparison() {}

  static void to(Path folder, Comparison comparison) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("purge.json"),
        JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build()
            .writeValueAsString(comparison));
    Files.writeString(folder.resolve("purge.svg"), BarChart.of(comparison));
    Files.writeString(folder.resolve("purge-rounds.svg"), RoundsChart.of(comparison));
    Files.writeString(
        folder.resolve("README.md"),
        PAGE.formatted(
            comparison.purged(),
            comparison.rows(),
            comparison.rounds(),
            comparison.machine(),
            ComparisonTable.of(comparison)));
  }
}
