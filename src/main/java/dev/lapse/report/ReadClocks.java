package dev.lapse.report;

import static dev.lapse.report.Gauges.seconds;

import dev.lapse.catalog.live.ClockDifference;
import dev.lapse.catalog.live.CompareClocks;
import dev.lapse.report.ReadTotals.Totals;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;

/** Metrics of the difference between this node's clock and those of the databases. */
@Component
public class ReadClocks implements MetricSource {
  private static final double MILLIS_PER_SECOND = 1000.0;

  private final CompareClocks clocks;
  private volatile List<ClockDifference> stores = List.of();

  ReadClocks(CompareClocks clocks) {
    this.clocks = clocks;
  }

  /** The last known differences of the stores: a scrape does not connect to them. */
  public void seen(List<ClockDifference> ofStores) {
    stores = List.copyOf(ofStores);
  }

  @Override
  public List<MetricSnapshot> read(Instant now, Totals totals) {
    Gauges gauge =
        seconds(
            "lapse_clock_difference_seconds",
            "How far this node's clock is ahead of the database's; negative if it is behind");
    add(gauge, clocks.withOwn());
    stores.forEach(store -> add(gauge, store));
    return List.of(gauge.done());
  }

  private static void add(Gauges gauge, ClockDifference difference) {
    gauge.is(difference.ahead().toMillis() / MILLIS_PER_SECOND, "database", difference.database());
  }
}
