package dev.lapse.cli;

import dev.lapse.run.Run;
import dev.lapse.run.Runs;
import org.springframework.context.ApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Asks a run to stop. */
@Command(
    name = "stop",
    description = "Asks a run to stop at its next account.",
    mixinStandardHelpOptions = true)
final class StopCommand extends ProgramCommand {
  @Parameters(paramLabel = "RUN", description = "its number, from 'lapse runs'")
  long run;

  @Override
  int run(ApplicationContext program) {
    Runs runs = program.getBean(Runs.class);
    Run known = runs.get(run);
    if (!runs.requestStop(run, System.getProperty("user.name", "?"))) {
      spec.commandLine()
          .getErr()
          .println("lapse: run %d is %s; it does not run".formatted(run, known.status().text()));
      return ExitCode.WRONG_USAGE;
    }
    print(program).line("run %d will stop at its next account", run);
    return ExitCode.DONE;
  }
}
