package dev.lapse.cli;

import dev.lapse.cli.output.ExitCode;
import dev.lapse.cli.output.ResultFormat;
import dev.lapse.run.record.RunSummary;
import dev.lapse.run.record.Runs;
import dev.lapse.run.record.SummarizeRun;
import org.springframework.context.ApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows one run. */
@Command(name = "show", description = "Shows a run.", mixinStandardHelpOptions = true)
final class ShowCommand extends ProgramCommand {
  @Parameters(paramLabel = "RUN", description = "its number, from 'lapse runs'")
  long run;

  @Mixin ResultFormat printed = new ResultFormat();

  @Override
  int run(ApplicationContext program) {
    RunSummary summary =
        program.getBean(SummarizeRun.class).summarize(program.getBean(Runs.class).get(run));
    if (printed.isJson()) {
      print(program).json(summary);
    } else {
      print(program).run(summary);
    }
    return ExitCode.DONE;
  }
}
