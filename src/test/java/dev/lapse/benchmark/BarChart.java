package dev.lapse.benchmark;

import java.util.Locale;

/** Bars as long as the medians, with the ratio to the limit. */
final class BarChart {
  private BarChart() {}

  static String of(Comparison comparison) {
    Chart chart =
        new Chart(
            "Seconds to delete the data of 200 accounts, median of %d rounds"
                .formatted(comparison.rounds()),
            comparison,
            comparison.peers().stream().mapToDouble(Summary::seconds).max().orElse(1));
    int line = 0;
    for (Summary peer : comparison.peers()) {
      int middle = chart.middle(line++);
      double end = chart.x(peer.seconds());
      chart.add(
          "<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"22\" rx=\"2\"/>%n",
          Chart.kind(peer), chart.x(0), middle - 11, end - chart.x(0));
      chart.add(
          "<text x=\"%.1f\" y=\"%d\"><tspan class=\"name\">%.1f s</tspan>%s</text>%n",
          end + 8, middle + 5, peer.seconds(), ratio(peer));
    }
    return chart.end();
  }

  private static String ratio(Summary peer) {
    return peer.timesLimit() == null
        ? ""
        : String.format(
            Locale.ROOT, "<tspan class=\"faint\" dx=\"8\">%.1f × limit</tspan>", peer.timesLimit());
  }
}
