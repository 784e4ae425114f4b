package dev.lapse.report.forecast;

import dev.lapse.account.DueAccounts;
import dev.lapse.catalog.Catalog;
import dev.lapse.erase.verify.RetentionRecorder;
import dev.lapse.plan.AllJobSettings;
import dev.lapse.plan.JobSettings;
import dev.lapse.plan.RunMode;
import dev.lapse.policy.EnumNames;
import dev.lapse.policy.JobName;
import dev.lapse.report.forecast.CountRows.Patience;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Makes the forecast of what the coming runs will do. Read-only. */
@Component
public class MakeForecast {
  private final AllJobSettings settings;
  private final SimulateAccounts follow;
  private final CountRows countRows;
  private final DueAccounts dueAccounts;
  private final RetentionRecorder retentionRecorder;
  private final Supplier<Catalog> catalog;
  private final JdbcClient jdbc;

  MakeForecast(
      AllJobSettings settings,
      SimulateAccounts follow,
      CountRows countRows,
      DueAccounts dueAccounts,
      RetentionRecorder retentionRecorder,
      Supplier<Catalog> catalog,
      JdbcClient jdbc) {
    this.settings = settings;
    this.follow = follow;
    this.countRows = countRows;
    this.dueAccounts = dueAccounts;
    this.retentionRecorder = retentionRecorder;
    this.catalog = catalog;
    this.jdbc = jdbc;
  }

  /**
   * Makes the forecast.
   *
   * @throws dev.lapse.problem.HasProblem if a job runs too often for so many days
   */
  public Forecast make(ForecastRequest request, Instant now) {
    Map<JobName, RunTimes> times = new EnumMap<>(JobName.class);
    for (JobName job : JobName.values()) {
      times.put(job, RunTimes.of(settings.get(job), now, request.days()));
    }
    Duration countFor = request.countFor();
    Patience patience = countFor == null ? null : new Patience(countFor);
    List<Forecast.OfJob> jobs = new ArrayList<>();
    for (String cell : request.cells()) {
      CellTimeline timeline = follow.in(cell, times, now);
      long accounts = dueAccounts.countAll(cell);
      for (JobName job : request.jobs()) {
        jobs.add(ofJob(job, cell, timeline, accounts, patience));
      }
    }
    return new Forecast(now, request.days(), jobs);
  }

  private Forecast.OfJob ofJob(
      JobName job, String cell, CellTimeline timeline, long accounts, @Nullable Patience patience) {
    JobTimeline ofJob = timeline.get(job);
    JobSettings of = settings.get(job);
    RowsOfJob rows =
        patience == null || job == JobName.CUT_OFF
            ? null
            : countRows.count(job, cell, timeline, patience);
    RunWarnings runWarnings =
        new RunWarnings(
            of,
            RunPace.read(jdbc, job, cell),
            accounts,
            retentionRecorder.keepsAnything() ? List.of() : timeline.erasures());
    List<Forecast.OfRun> runs = new ArrayList<>();
    long done = 0;
    for (int run = 0; run < ofJob.times().size(); run++) {
      long acts = ofJob.done(run).size();
      long due = acts + ofJob.onHold(run);
      done += acts;
      if (due > 0) {
        Instant asOf = ofJob.times().at(run);
        runs.add(
            new Forecast.OfRun(
                asOf,
                asOf.atZone(of.zone()).toLocalDate(),
                ofJob.newlyDue(run),
                due,
                ofJob.onHold(run),
                acts,
                rows == null ? null : rows.get(run),
                runWarnings.overLimit(acts, asOf),
                runWarnings.pastWindow(acts, asOf)));
      }
    }
    return new Forecast.OfJob(
        job.text(),
        cell,
        EnumNames.of(of.mode()),
        of.zone().getId(),
        new Forecast.OpenWork(
            ofJob.dueNow(), ofJob.onHoldNow(), rows == null ? null : rows.dueNow()),
        runs,
        new Forecast.Total(done, rows == null ? null : rows.total()),
        notes(of, rows, done, notCounted(job, cell, rows)));
  }

  private List<String> notCounted(JobName job, String cell, @Nullable RowsOfJob rows) {
    return rows == null || rows.total() == null
        ? List.of()
        : catalog.get().countedOnlyInRuns(cell, job == JobName.REMOVE_BILLING_DETAILS);
  }

  private static List<String> notes(
      JobSettings of, @Nullable RowsOfJob rows, long done, List<String> notCounted) {
    List<String> notes = new ArrayList<>();
    if (of.mode() == RunMode.OBSERVE && done > 0) {
      notes.add("mode is observe: the schedule only plans until it is enforce");
    }
    if (rows != null) {
      notes.addAll(rows.troubles());
      Forecast.Rows total = rows.total();
      if (total != null && total.estimated()) {
        notes.add(
            "rows of %,d of %,d accounts are counted, the others are estimated"
                .formatted(rows.counted(), done));
      }
    }
    if (done > 0 && !notCounted.isEmpty()) {
      notes.add(
          "not counted until the run: %s (they go with the last account that has them)"
              .formatted(String.join(", ", notCounted)));
    }
    return notes;
  }
}
