package dev.lapse.cli;

import dev.lapse.catalog.Catalog;
import dev.lapse.cli.output.ExitCode;
import dev.lapse.cli.output.ResultFormat;
import dev.lapse.plan.AllJobSettings;
import dev.lapse.policy.JobName;
import dev.lapse.run.api.PointInTime;
import dev.lapse.run.record.RunStatus;
import dev.lapse.run.record.RunSummary;
import dev.lapse.run.record.Runs;
import dev.lapse.run.record.RunsQuery;
import dev.lapse.run.record.StopCause;
import dev.lapse.run.record.SummarizeRun;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the latest runs. */
@Command(
    name = "runs",
    description =
        "Lists the latest runs. For a dry run, or in mode observe, DONE and ROWS are what would be done.",
    mixinStandardHelpOptions = true)
final class RunsCommand extends ProgramCommand {
  @Option(names = "--job", paramLabel = "JOB", description = "only runs of this job")
  @Nullable String job;

  @Option(names = "--cell", paramLabel = "NAME", description = "only runs in this cell")
  @Nullable String cell;

  @Option(
      names = "--status",
      paramLabel = "S",
      description = "running, completed, partial, failed, stopped or awaiting-approval")
  @Nullable String status;

  @Option(
      names = "--since",
      paramLabel = "T",
      description =
          "only runs started then or later: an instant, or a date (its midnight in the job's zone, or UTC)")
  @Nullable String since;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "how many (default 20)")
  int limit = 20;

  @Mixin ResultFormat printed = new ResultFormat();

  @Autowired private Runs runs;
  @Autowired private SummarizeRun summarize;
  @Autowired private AllJobSettings settings;

  @Override
  void check(Preflight preflight) {
    jobName();
    constant("--status", RunStatus.class, status);
    since(ZoneOffset.UTC);
    if (limit < 1) {
      throw wrong("--limit is %d, but must be at least 1".formatted(limit));
    }
    Catalog catalog = preflight.files().catalog();
    cells(cell, catalog);
  }

  @Override
  int run() {
    JobName of = jobName();
    List<RunSummary> newest =
        summarize.all(
            runs.newest(
                new RunsQuery(
                    of,
                    cell,
                    constant("--status", RunStatus.class, status),
                    since(of == null ? ZoneOffset.UTC : settings.get(of).zone()),
                    null,
                    limit)));
    if (printed.isJson()) {
      print().json(newest);
      return ExitCode.DONE;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "RUN", "JOB", "CELL", "AS OF", "STATUS", "DUE", "DONE", "SKIPPED", "FAILED", "ROWS",
            "BY"));
    newest.forEach(run -> rows.add(row(run)));
    print().table(rows);
    return ExitCode.DONE;
  }

  private static List<String> row(RunSummary run) {
    return List.of(
        String.valueOf(run.run()),
        run.job(),
        String.valueOf(run.cell()),
        run.asOf().toString(),
        status(run),
        String.valueOf(run.accounts().due()),
        String.valueOf(run.accounts().done()),
        String.valueOf(run.accounts().skipped()),
        String.valueOf(run.accounts().failed()),
        String.valueOf(run.rows()),
        run.history() == null || run.history().isEmpty() ? "" : run.history().get(0).by());
  }

  /** Why a run stopped is part of its status in the list. */
  private static String status(RunSummary run) {
    if (run.dryRun() || run.mode().equals("observe")) {
      return run.status() + (run.dryRun() ? " (dry run)" : " (observe)");
    }
    if (run.stopCause() == null) {
      return run.status();
    }
    return run.stopCause().equals(StopCause.CRASH.text()) && run.endedAt() == null
        ? "interrupted, resumed by the next run"
        : "%s (%s)".formatted(run.status(), run.stopCause());
  }

  private @Nullable JobName jobName() {
    String name = job;
    return name == null ? null : job(name);
  }

  private @Nullable Instant since(ZoneId zone) {
    return since == null
        ? null
        : PointInTime.parse(since, zone, message -> wrong("--since: " + message));
  }
}
