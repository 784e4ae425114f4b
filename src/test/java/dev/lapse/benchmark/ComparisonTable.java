package dev.lapse.benchmark;

import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The comparison as tables for a terminal, which are tables in Markdown too. */
final class ComparisonTable {
  private static final String HEAD =
      """
      | peer             |  seconds | x limit | x cascade |  x loop | statements | in database |   in JVM |      WAL |
      | :--------------- | -------: | ------: | --------: | ------: | ---------: | ----------: | -------: | -------: |
      """;
  private static final String LINE =
      "| %-16s | %8.2f | %7s | %9s | %7s | %,10.0f | %9.2f s | %6.2f s | %5.0f MB |%n";
  private static final String STEPS =
      """

      | peer             | steps of the run                                                 |
      | :--------------- | :--------------------------------------------------------------- |
      """;
  private static final String STEP = "| %-16s | %-64s |%n";

  private ComparisonTable() {}

  static String of(Comparison comparison) {
    StringBuilder text = new StringBuilder(HEAD);
    StringBuilder steps = new StringBuilder();
    for (Summary peer : comparison.peers()) {
      text.append(
          String.format(
              Locale.ROOT,
              LINE,
              peer.peer(),
              peer.seconds(),
              ratio(peer.timesLimit()),
              ratio(peer.timesCascade()),
              ratio(peer.timesLoop()),
              peer.statements(),
              peer.databaseSeconds(),
              peer.jvmSeconds(),
              peer.walMegabytes()));
      if (!peer.steps().isEmpty()) {
        steps.append(String.format(Locale.ROOT, STEP, peer.peer(), steps(peer)));
      }
    }
    return steps.isEmpty() ? text.toString() : text + STEPS + steps;
  }

  private static String steps(Summary peer) {
    return peer.steps().entrySet().stream()
        .map(step -> String.format(Locale.ROOT, "%s %.2f s", step.getKey(), step.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String ratio(@Nullable Double ratio) {
    return ratio == null ? "-" : String.format(Locale.ROOT, "%.2f", ratio);
  }
}
