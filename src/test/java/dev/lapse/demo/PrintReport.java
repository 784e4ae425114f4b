package dev.lapse.demo;

import dev.lapse.plan.AllJobSettings;
import dev.lapse.plan.JobSettings;
import dev.lapse.policy.JobName;
import dev.lapse.run.record.RunSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerKey;
import org.springframework.context.ApplicationContext;

/** Reports what the night did. */
final class PrintReport {
  private static final String STORE = "product.public.";
  private static final String CELL = "main";

  private final ApplicationContext program;
  private final Screen screen;

  PrintReport(ApplicationContext program, Screen screen) {
    this.program = program;
    this.screen = screen;
  }

  void print(
      Instant now,
      List<RunSummary> runs,
      Map<String, Long> rowsBefore,
      DataSource product,
      DataSource lapse) {
    screen.title("Report of the night of " + Spell.second(now, Spell.UTC));
    screen.heading("What was due, and what was done");
    done(runs);
    screen.heading("What is left, and why");
    Map<String, Long> rowsAfter = LoadSample.rowsByTable(product);
    new Kept(now, product, lapse).print(screen, sum(rowsAfter));
    screen.heading("Rows by table");
    rows(runs, rowsBefore, rowsAfter);
    screen.heading("How late it was");
    Lateness.print(Lateness.of(lapse), screen);
    screen.heading("Next runs");
    nextRuns();
  }

  private void done(List<RunSummary> runs) {
    Columns table =
        new Columns("job", "what", "due", "done", "skipped", "failed", "rows", "took", "status");
    for (RunSummary run : runs) {
      table.row(
          run.job(),
          what(JobName.of(run.job()).orElseThrow()),
          run.accounts().due(),
          run.accounts().done(),
          run.accounts().skipped(),
          run.accounts().failed(),
          run.rows(),
          Spell.seconds(took(run)),
          run.status());
    }
    table.print(screen);
    for (RunSummary run : runs) {
      if (run.message() != null) {
        screen.line("  %s: %s", run.job(), run.message());
      }
      run.reasons()
          .forEach(
              (reason, accounts) -> screen.line("  %s: %,d × %s", run.job(), accounts, reason));
    }
  }

  private void rows(List<RunSummary> runs, Map<String, Long> before, Map<String, Long> after) {
    Map<String, Long> erased = new HashMap<>();
    runs.forEach(
        run ->
            run.sets()
                .forEach((set, rows) -> erased.merge(set.replace(STORE, ""), rows, Long::sum)));
    Columns table = new Columns("table", "before", "erased", "left");
    before.forEach(
        (name, rows) -> table.row(name, rows, erased.getOrDefault(name, 0L), after.get(name)));
    table.row("all", sum(before), sum(erased), sum(after));
    table.print(screen);
  }

  private void nextRuns() {
    AllJobSettings settings = program.getBean(AllJobSettings.class);
    Instant now = Instant.now();
    Columns table = new Columns("job", "runs", "next");
    for (JobName name : JobName.values()) {
      JobSettings job = settings.get(name);
      Instant next = next(name);
      table.row(
          name.text(),
          Spell.schedule(job.cron(), job.zone()),
          Spell.minute(next, job.zone()) + ", in " + Spell.spell(Duration.between(now, next)));
    }
    table.print(screen);
  }

  private Instant next(JobName job) {
    try {
      return program
          .getBean(Scheduler.class)
          .getTrigger(TriggerKey.triggerKey(job.text(), CELL))
          .getNextFireTime()
          .toInstant();
    } catch (SchedulerException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static String what(JobName job) {
    return switch (job) {
      case REMOVE_BILLING_DETAILS -> "cards erased";
      case CUT_OFF -> "access ended";
      case PURGE -> "data erased";
      case EXPIRE -> "retained data erased";
    };
  }

  private static Duration took(RunSummary run) {
    return run.endedAt() == null ? Duration.ZERO : Duration.between(run.startedAt(), run.endedAt());
  }

  private static long sum(Map<String, Long> rows) {
    return rows.values().stream().mapToLong(Long::longValue).sum();
  }
}
