package dev.lapse.report;

import static dev.lapse.report.Gauges.seconds;

import dev.lapse.account.Cells;
import dev.lapse.clock.Timestamps;
import dev.lapse.policy.JobName;
import dev.lapse.report.ReadTotals.Totals;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Unit;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Metrics of runs: duration, last success, and lateness of accounts. */
@Component
class ReadRuns implements MetricSource {
  /** The statuses of a run that has ended. */
  static final List<String> STATUSES =
      List.of("completed", "partial", "failed", "stopped", "awaiting-approval");

  /** Bounds in seconds; the same as in {@code lapse.lateness_bound}. */
  static final List<Integer> BOUNDS =
      List.of(
          60, 300, 900, 3_600, 7_200, 14_400, 28_800, 43_200, 86_400, 172_800, 604_800, 2_592_000);

  /** Once a job has enforced, a run that only observes does not count as a success. */
  private static final String SUCCESS =
      """
      select job, cell, coalesce(max(ended_at) filter (where mode = 'enforce'), max(ended_at)) as at
      from lapse.run
      where status = 'completed'
        and not dry_run
        and account_filter = '{}'
      group by job, cell
      """;

  private final JdbcClient jdbc;
  private final List<String> cells;

  ReadRuns(JdbcClient jdbc, Cells cells) {
    this.jdbc = jdbc;
    this.cells = cells.names();
  }

  @Override
  public List<MetricSnapshot> read(Instant now, Totals totals) {
    return List.of(lastSuccess(), durations(totals), lateness(totals));
  }

  private MetricSnapshot lastSuccess() {
    Map<List<String>, Double> known = new HashMap<>();
    jdbc.sql(SUCCESS)
        .query(
            row -> {
              known.put(
                  List.of(row.getString("job"), row.getString("cell")),
                  ReadBlockers.epochSeconds(Timestamps.find(row, "at")));
            });
    Gauges gauge =
        seconds(
            "lapse_run_last_success_timestamp_seconds",
            "When a run over all accounts last completed; 0 before the first");
    for (JobName job : JobName.values()) {
      for (String cell : cells) {
        gauge.is(
            known.getOrDefault(List.of(job.text(), cell), 0.0), "job", job.text(), "cell", cell);
      }
    }
    return gauge.done();
  }

  private static MetricSnapshot durations(Totals totals) {
    SummarySnapshot.Builder summary =
        SummarySnapshot.builder()
            .name("lapse_run_seconds")
            .help("How long runs took, excluding dry runs")
            .unit(Unit.SECONDS);
    for (JobName job : JobName.values()) {
      for (String status : STATUSES) {
        summary.dataPoint(
            SummaryDataPointSnapshot.builder()
                .labels(Labels.of("job", job.text(), "status", status))
                .count((long) totals.get("runs", job.text(), status))
                .sum(totals.get("run-seconds", job.text(), status))
                .build());
      }
    }
    return summary.build();
  }

  private static MetricSnapshot lateness(Totals totals) {
    HistogramSnapshot.Builder histogram =
        HistogramSnapshot.builder()
            .name("lapse_enforcement_lateness_seconds")
            .help("How long after its deadline an account was done")
            .unit(Unit.SECONDS);
    for (JobName job : JobName.values()) {
      ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
      for (int bound : BOUNDS) {
        buckets.bucket(bound, (long) totals.get("lateness", job.text(), String.valueOf(bound)));
      }
      buckets.bucket(Double.POSITIVE_INFINITY, (long) totals.get("lateness", job.text(), "+Inf"));
      histogram.dataPoint(
          HistogramDataPointSnapshot.builder()
              .labels(Labels.of("job", job.text()))
              .classicHistogramBuckets(buckets.build())
              .sum(totals.get("lateness-seconds", job.text(), ""))
              .build());
    }
    return histogram.build();
  }
}
