package dev.lapse.benchmark;

/** A dot for each round and a line at the median: how far the rounds are apart. */
final class RoundsChart {
  private RoundsChart() {}

  static String of(Comparison comparison) {
    Chart chart =
        new Chart(
            "Seconds in each of %d rounds, and their median".formatted(comparison.rounds()),
            comparison,
            comparison.measurements().stream().mapToDouble(Measurement::seconds).max().orElse(1));
    int line = 0;
    for (Summary peer : comparison.peers()) {
      int middle = chart.middle(line++);
      for (Measurement measured : comparison.measurementsOf(peer.peer())) {
        chart.add(
            "<circle class=\"%s\" cx=\"%.1f\" cy=\"%d\" r=\"6\" fill-opacity=\"0.75\"><title>round %d: %.2f s</title></circle>%n",
            Chart.kind(peer),
            chart.x(measured.seconds()),
            middle,
            measured.round(),
            measured.seconds());
      }
      chart.add(
          "<path class=\"median\" d=\"M%.1f %dv22\"/>%n", chart.x(peer.seconds()), middle - 11);
    }
    return chart.end();
  }
}
