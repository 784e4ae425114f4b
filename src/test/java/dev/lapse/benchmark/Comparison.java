package dev.lapse.benchmark;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * What all peers did in all rounds.
 *
 * @param rows of the product
 * @param purged how many of them each peer deleted
 */
record Comparison(
    Machine machine,
    long rows,
    long purged,
    int rounds,
    List<Summary> peers,
    List<Measurement> measurements) {
  static Comparison of(
      Machine machine, RowCounts product, int rounds, List<Peer> peers, List<Measurement> all) {
    return new Comparison(
        machine,
        product.all(),
        product.closed(),
        rounds,
        peers.stream().map(peer -> summary(peer, all)).toList(),
        List.copyOf(all));
  }

  List<Measurement> measurementsOf(String peer) {
    return measurementsOf(peer, measurements);
  }

  private static List<Measurement> measurementsOf(String peer, List<Measurement> all) {
    return all.stream().filter(measured -> measured.peer().equals(peer)).toList();
  }

  private static Summary summary(Peer peer, List<Measurement> all) {
    List<Measurement> mine = measurementsOf(peer.name(), all);
    return new Summary(
        peer.name(),
        peer.description(),
        median(mine, Measurement::seconds),
        ratio(mine, measurementsOf("limit", all)),
        ratio(mine, measurementsOf("cascade", all)),
        ratio(mine, measurementsOf("loop", all)),
        median(mine, Measurement::statements),
        median(mine, Measurement::databaseSeconds),
        median(mine, Measurement::jvmSeconds),
        median(mine, Measurement::walMegabytes),
        steps(mine));
  }

  /** The median of the ratios within each round. */
  private static @Nullable Double ratio(List<Measurement> mine, List<Measurement> others) {
    if (others.isEmpty()) {
      return null;
    }
    return median(
        mine.stream()
            .flatMapToDouble(
                measured ->
                    others.stream()
                        .filter(other -> other.round() == measured.round())
                        .mapToDouble(other -> measured.seconds() / other.seconds())));
  }

  private static Map<String, Double> steps(List<Measurement> mine) {
    Map<String, Double> medians = new LinkedHashMap<>();
    for (String step : mine.get(0).steps().keySet()) {
      medians.put(step, median(mine, measured -> measured.steps().getOrDefault(step, 0.0)));
    }
    return medians;
  }

  private static double median(List<Measurement> mine, ToDoubleFunction<Measurement> figure) {
    return median(mine.stream().mapToDouble(figure));
  }

  private static double median(DoubleStream figures) {
    double[] sorted = figures.sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
