package dev.lapse.report;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.Unit;

/** Builds gauges. */
final class Gauges {
  private final GaugeSnapshot.Builder builder = GaugeSnapshot.builder();

  private Gauges(String name, String help) {
    builder.name(name).help(help);
  }

  static Gauges gauge(String name, String help) {
    return new Gauges(name, help);
  }

  /** A gauge in seconds, with the unit in its name. */
  static Gauges seconds(String name, String help) {
    Gauges gauge = new Gauges(name, help);
    gauge.builder.unit(Unit.SECONDS);
    return gauge;
  }

  Gauges is(double value, String... labels) {
    builder.dataPoint(
        GaugeDataPointSnapshot.builder().labels(Labels.of(labels)).value(value).build());
    return this;
  }

  MetricSnapshot done() {
    return builder.build();
  }
}
