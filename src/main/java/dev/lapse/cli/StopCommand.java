package dev.lapse.cli;

import dev.lapse.cli.output.ExitCode;
import dev.lapse.run.record.Runs;
import org.springframework.beans.factory.annotation.Autowired;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Stops a run. */
@Command(
    name = "stop",
    description =
        "Stops a run before its next account. 'lapse run' with the --as-of of the run continues it.",
    mixinStandardHelpOptions = true)
final class StopCommand extends ProgramCommand {
  @Parameters(paramLabel = "RUN", description = "its number, from 'lapse runs'")
  long run;

  @Autowired private Runs runs;

  @Override
  int run() {
    runs.requestStop(run, Actor.user());
    print()
        .line(
            "run %d will stop before its next account; %d are past the point of no return and cannot be saved",
            run, runs.pastPointOfNoReturn(run));
    return ExitCode.DONE;
  }
}
