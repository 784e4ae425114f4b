package dev.lapse.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** The comparison as text. */
final class ComparisonTable {
  private static final String HEAD = "%-18s %8s %8s %9s %8s %11s %10s%n";
  private static final String LINE = "%-18s %8.2f %8s %9s %8s %,11.0f %8.2f s%n";

  private ComparisonTable() {}

  static String of(Comparison comparison, List<Peer> peers) {
    StringBuilder text = new StringBuilder();
    text.append(
        HEAD.formatted(
            "peer", "seconds", "x limit", "x cascade", "x loop", "statements", "database"));
    for (Peer peer : peers) {
      String name = peer.name();
      text.append(
          LINE.formatted(
              name,
              comparison.seconds(name),
              ratio(comparison.ratio(name, "limit")),
              ratio(comparison.ratio(name, "cascade")),
              ratio(comparison.ratio(name, "loop")),
              comparison.median(name, Measurement::statements),
              comparison.median(name, Measurement::databaseSeconds)));
    }
    for (Peer peer : peers) {
      String steps =
          comparison.steps(peer.name()).entrySet().stream()
              .map(s -> String.format(Locale.ROOT, "%s %.2f s", s.getKey(), s.getValue()))
              .collect(Collectors.joining(", "));
      if (!steps.isEmpty()) {
        text.append("%-18s %s%n".formatted(peer.name(), steps));
      }
    }
    return text.toString();
  }

  private static String ratio(OptionalDouble ratio) {
    return ratio.isPresent() ? String.format(Locale.ROOT, "%.2f", ratio.getAsDouble()) : "-";
  }
}
