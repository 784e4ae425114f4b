package dev.lapse.report;

import static dev.lapse.report.Gauges.seconds;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/** Metrics of the users' files that this node has in force. */
@Component
public class ReadFiles implements MetricSource {
  private final AtomicLong reloads = new AtomicLong();
  private final AtomicLong refusals = new AtomicLong();
  private volatile Instant loadedAt;

  ReadFiles(InstantSource clock) {
    loadedAt = clock.instant();
  }

  /** Changed files are in force. */
  public void loaded(Instant at) {
    loadedAt = at;
    reloads.incrementAndGet();
  }

  /** Changed files were refused. */
  public void refused() {
    refusals.incrementAndGet();
  }

  @Override
  public List<MetricSnapshot> read(Instant now, ReadTotals.Totals totals) {
    return List.of(
        CounterSnapshot.builder()
            .name("lapse_files_reloaded")
            .help("Changes of the users' files that this node has seen since it started")
            .dataPoint(point(reloads, "loaded"))
            .dataPoint(point(refusals, "refused"))
            .build(),
        seconds(
                "lapse_files_loaded_timestamp_seconds",
                "When this node loaded the files that it has in force")
            .is(loadedAt.getEpochSecond())
            .done());
  }

  private static CounterDataPointSnapshot point(AtomicLong count, String result) {
    return CounterDataPointSnapshot.builder()
        .labels(Labels.of("result", result))
        .value(count.get())
        .build();
  }
}
