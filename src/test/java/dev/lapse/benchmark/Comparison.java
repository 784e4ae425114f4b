package dev.lapse.benchmark;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/** What was measured in all rounds. Peers are compared within a round, and then over the rounds. */
record Comparison(List<Measurement> measurements) {
  List<Measurement> of(String peer) {
    return measurements.stream().filter(m -> m.peer().equals(peer)).toList();
  }

  double median(String peer, ToDoubleFunction<Measurement> figure) {
    return median(of(peer).stream().mapToDouble(figure)).orElseThrow();
  }

  double seconds(String peer) {
    return median(peer, Measurement::seconds);
  }

  /**
   * How many times as long as another it took: the median of the rounds; empty without that one.
   */
  OptionalDouble ratio(String peer, String other) {
    return median(
        of(peer).stream()
            .flatMapToDouble(
                mine ->
                    of(other).stream()
                        .filter(its -> its.round() == mine.round())
                        .mapToDouble(its -> mine.seconds() / its.seconds())));
  }

  /** The median of each step. */
  Map<String, Double> steps(String peer) {
    Map<String, Double> medians = new LinkedHashMap<>();
    of(peer).stream()
        .flatMap(m -> m.steps().keySet().stream())
        .distinct()
        .forEach(
            step ->
                medians.put(
                    step,
                    median(
                            of(peer).stream()
                                .map(m -> m.steps().get(step))
                                .filter(Objects::nonNull)
                                .mapToDouble(s -> s))
                        .orElseThrow()));
    return medians;
  }

  private static OptionalDouble median(DoubleStream figures) {
    double[] sorted = figures.sorted().toArray();
    int middle = sorted.length / 2;
    if (sorted.length == 0) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
  }
}
