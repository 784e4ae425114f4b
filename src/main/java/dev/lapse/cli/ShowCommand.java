package dev.lapse.cli;

import dev.lapse.cli.output.ExitCode;
import dev.lapse.cli.output.ResultFormat;
import dev.lapse.run.record.Runs;
import dev.lapse.run.record.SummarizeRun;
import org.springframework.beans.factory.annotation.Autowired;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows one run. */
@Command(
    name = "show",
    description =
        "Shows a run: its counts, why it stopped or failed, and why accounts were skipped or failed.",
    mixinStandardHelpOptions = true)
final class ShowCommand extends ProgramCommand {
  @Parameters(paramLabel = "RUN", description = "its number, from 'lapse runs'")
  long run;

  @Mixin ResultFormat printed = new ResultFormat();

  @Autowired private Runs runs;
  @Autowired private SummarizeRun summarize;

  @Override
  int run() {
    print().run(summarize.summarize(runs.get(run)), printed);
    return ExitCode.DONE;
  }
}
