package dev.lapse.cli;

import dev.lapse.cli.output.Print;
import java.util.List;
import java.util.concurrent.Callable;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that needs the application context but no server. */
abstract class ProgramCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Override
  public final Integer call() throws Exception {
    Preflight preflight = LapseCommand.of(spec).preflight(List.of()).database();
    check(preflight);
    try (ConfigurableApplicationContext program = LapseCommand.of(spec).open(false, List.of())) {
      return run(program);
    }
  }

  /** Checks what this command needs before the program starts. */
  void check(Preflight preflight) {
    preflight.files();
  }

  /** Carries out the command and returns the exit code. */
  abstract int run(ApplicationContext program) throws Exception;

  Print print(ApplicationContext program) {
    return new Print(
        spec.commandLine().getOut(), program.getBean(tools.jackson.databind.json.JsonMapper.class));
  }
}
