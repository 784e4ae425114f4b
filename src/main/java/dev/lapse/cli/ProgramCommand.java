package dev.lapse.cli;

import dev.lapse.catalog.Catalog;
import dev.lapse.cli.LapseCommand.Parts;
import dev.lapse.cli.output.Print;
import dev.lapse.cli.output.PrintSummary;
import dev.lapse.cli.output.ResultFormat;
import dev.lapse.file.NearestName;
import dev.lapse.policy.EnumNames;
import dev.lapse.policy.JobName;
import dev.lapse.problem.Fields;
import dev.lapse.problem.WrongValue;
import dev.lapse.run.record.RunSummary;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/**
 * A command that needs the application context but no server.
 *
 * <p>It is started with what reads and writes a few rows ({@link Parts#ROWS}): an operator waits
 * for its answer. A command that starts runs says so by {@link #parts}.
 */
abstract class ProgramCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Autowired private JsonMapper json;
  @Autowired Supplier<Catalog> inForce;

  @Override
  public final Integer call() throws Exception {
    Preflight preflight = LapseCommand.of(spec).preflight(List.of());
    check(parts() == Parts.ROWS ? preflight.migratedDatabase() : preflight.database());
    try (ConfigurableApplicationContext program =
        LapseCommand.of(spec).open(parts(), preflight.forProgram(List.of()))) {
      program.getAutowireCapableBeanFactory().autowireBean(this);
      return run();
    }
  }

  /** How much of the program this command starts. */
  Parts parts() {
    return Parts.ROWS;
  }

  /** Checks what this command needs before the program starts, when nothing is injected yet. */
  void check(Preflight preflight) {
    checkReason();
    preflight.files();
  }

  /** Carries out the command and returns the exit code. */
  abstract int run() throws Exception;

  Print print() {
    return new Print(spec.commandLine().getOut(), json);
  }

  /** Prints what a run did. */
  void print(RunSummary run, ResultFormat format) {
    if (format.isJson()) {
      print().json(run);
    } else {
      new PrintSummary(print(), inForce.get()).print(run);
    }
  }

  /** Says something on standard error, beside the result. */
  void say(String text, Object... values) {
    new Print(spec.commandLine().getErr(), json).line(text, values);
  }

  /** Reports an invalid value as wrong usage. */
  <T> T checked(String option, Supplier<T> value) {
    try {
      return value.get();
    } catch (WrongValue wrong) {
      throw wrong(option + ": " + wrong.getMessage());
    }
  }

  /** Refuses a reason that HTTP would refuse, if the command has one. */
  void checkReason() {
    checkText("--reason", "reason");
    checkText("--reason-text", "reasonText");
  }

  private void checkText(String name, String field) {
    OptionSpec option = spec.findOption(name);
    String text = option == null ? null : option.getValue();
    if (text != null) {
      checked(name, () -> Fields.validReason(field, text));
    }
  }

  /** The constant that an option names; null without it. */
  <E extends Enum<E>> @Nullable E constant(String option, Class<E> type, @Nullable String text) {
    return text == null
        ? null
        : EnumNames.find(type, text)
            .orElseThrow(
                () ->
                    wrong(
                        "%s is '%s'%s"
                            .formatted(option, text, NearestName.hint(text, EnumNames.all(type)))));
  }

  ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  JobName job(String name) {
    return JobName.of(name)
        .orElseThrow(
            () ->
                wrong(
                    "there is no job '%s'%s"
                        .formatted(name, NearestName.hint(name, JobName.texts()))));
  }

  /** The cells that {@code --cell} names: all without it. */
  List<String> cells(@Nullable String cell, Catalog catalog) {
    if (cell != null && !catalog.cells().contains(cell)) {
      throw wrong(
          "there is no cell '%s'%s".formatted(cell, NearestName.hint(cell, catalog.cells())));
    }
    return cell == null ? catalog.cells() : List.of(cell);
  }
}
