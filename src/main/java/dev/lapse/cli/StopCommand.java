package dev.lapse.cli;

import dev.lapse.cli.output.ExitCode;
import dev.lapse.run.record.Runs;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
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

  @Option(names = "--reason", paramLabel = "TEXT", description = "why, kept with the run")
  @Nullable String reason;

  @Autowired private Runs runs;
  @Autowired private InstantSource clock;

  @Override
  int run() {
    runs.requestStop(run, Actor.user(), reason, clock.instant());
    print()
        .line(
            "run %d will stop before its next account; %d are past the point of no return and cannot be saved",
            run, runs.pastPointOfNoReturn(run));
    return ExitCode.DONE;
  }
}
