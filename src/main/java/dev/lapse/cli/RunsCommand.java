package dev.lapse.cli;

import dev.lapse.cli.output.ExitCode;
import dev.lapse.cli.output.ResultFormat;
import dev.lapse.plan.PlanCounts;
import dev.lapse.plan.PlanItems;
import dev.lapse.run.record.Run;
import dev.lapse.run.record.Runs;
import dev.lapse.run.record.RunsQuery;
import dev.lapse.run.record.SummarizeRun;
import java.util.ArrayList;
import java.util.List;
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
  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "how many (default 20)")
  int limit = 20;

  @Mixin ResultFormat printed = new ResultFormat();

  @Autowired private Runs runs;
  @Autowired private SummarizeRun summarize;
  @Autowired private PlanItems items;

  @Override
  int run() {
    List<Run> newest = runs.newest(RunsQuery.newest(limit));
    if (printed.isJson()) {
      print().json(newest.stream().map(summarize::summarize).toList());
      return ExitCode.DONE;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "RUN", "JOB", "CELL", "AS OF", "STATUS", "DUE", "DONE", "SKIPPED", "FAILED", "ROWS",
            "BY"));
    for (Run run : newest) {
      PlanCounts counts = items.counts(run.id());
      rows.add(
          List.of(
              String.valueOf(run.id()),
              run.job().text(),
              run.cell(),
              run.asOf().toString(),
              run.status().text()
                  + (run.changesNothing() ? run.dryRun() ? " (dry run)" : " (observe)" : ""),
              String.valueOf(counts.due()),
              String.valueOf(counts.done()),
              String.valueOf(counts.skipped()),
              String.valueOf(counts.failed() + counts.notTaken()),
              String.valueOf(counts.rows()),
              run.actor()));
    }
    print().table(rows);
    return ExitCode.DONE;
  }
}
