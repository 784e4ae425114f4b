package dev.lapse.report;

import static dev.lapse.report.Gauges.gauge;
import static dev.lapse.report.Gauges.seconds;

import dev.lapse.account.Cells;
import dev.lapse.clock.Timestamps;
import dev.lapse.plan.AllJobSettings;
import dev.lapse.plan.CronTimes;
import dev.lapse.plan.JobSettings;
import dev.lapse.plan.RunMode;
import dev.lapse.policy.EnumNames;
import dev.lapse.report.ReadTotals.Totals;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Metrics of the schedule: when each job is due next, its mode, and what waits for approval. */
@Component
class ReadSchedule implements MetricSource {
  /**
   * The latest business date that was carried out over all accounts, in part or whole; once a job
   * has enforced, runs that only observe do not count. Before the first, when the schedule was
   * recorded: what was missed under another cron is not caught up.
   */
  private static final String CARRIED_OUT =
      """
      select s.job, s.cell, greatest(s.known_since, r.as_of) as at
      from lapse.slot s
      left join (
        select job, cell, coalesce(max(as_of) filter (where mode = 'enforce'), max(as_of)) as as_of
        from lapse.run
        where status in ('completed', 'partial')
          and not dry_run
          and account_filter = '{}'
        group by job, cell
      ) r on r.job = s.job and r.cell = s.cell
      """;

  private static final String WAITING =
      """
      select job, cell, min(coalesce(plan_frozen_at, started_at)) as at
      from lapse.run
      where status = 'awaiting-approval'
      group by job, cell
      """;

  private final JdbcClient jdbc;
  private final List<JobSettings> jobs;
  private final List<String> cells;

  ReadSchedule(JdbcClient jdbc, AllJobSettings jobs, Cells cells) {
    this.jdbc = jdbc;
    this.jobs = List.copyOf(jobs.byJob().values());
    this.cells = cells.names();
  }

  @Override
  public List<MetricSnapshot> read(Instant now, Totals totals) {
    Map<List<String>, Instant> carriedOut = instants(CARRIED_OUT);
    Map<List<String>, Instant> waiting = instants(WAITING);
    Gauges due =
        seconds(
            "lapse_run_next_due_timestamp_seconds",
            "The first time of the schedule after the last that was carried out; in the past if a run is late");
    Gauges waits =
        seconds(
            "lapse_run_waiting_seconds",
            "How long the oldest run has waited for approval; 0 if none");
    Gauges mode = gauge("lapse_job_mode", "1 for the mode of the job, 0 for the other");
    for (JobSettings job : jobs) {
      for (RunMode each : RunMode.values()) {
        mode.is(job.mode() == each ? 1 : 0, "job", job.job().text(), "mode", EnumNames.of(each));
      }
      for (String cell : cells) {
        List<String> key = List.of(job.job().text(), cell);
        due.is(nextDue(job, carriedOut.getOrDefault(key, now)), labels(key));
        waits.is(age(waiting.get(key), now), labels(key));
      }
    }
    return List.of(due.done(), waits.done(), mode.done());
  }

  private static double nextDue(JobSettings job, Instant after) {
    return CronTimes.of(job.cron(), job.zone())
        .firstAfter(after)
        .map(ReadBlockers::epochSeconds)
        .orElse(Double.POSITIVE_INFINITY);
  }

  private static double age(@Nullable Instant since, Instant now) {
    return since == null ? 0 : Math.max(0, Duration.between(since, now).toMillis() / 1000.0);
  }

  private static String[] labels(List<String> jobAndCell) {
    return new String[] {"job", jobAndCell.get(0), "cell", jobAndCell.get(1)};
  }

  private Map<List<String>, Instant> instants(String query) {
    Map<List<String>, Instant> instants = new HashMap<>();
    jdbc.sql(query)
        .query(
            row -> {
              instants.put(
                  List.of(row.getString("job"), row.getString("cell")), Timestamps.get(row, "at"));
            });
    return instants;
  }
}
