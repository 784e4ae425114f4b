package dev.lapse.cli;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.review.Review;
import dev.lapse.cli.catalog.CatalogCommand;
import dev.lapse.cli.catalog.FilesInUse;
import dev.lapse.cli.output.ExplainFailure;
import dev.lapse.cli.output.ExplainUsage;
import dev.lapse.cli.output.Version;
import dev.lapse.settings.UserFiles;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** The command line: {@code lapse serve} and the other commands. */
@Command(
    name = LapseCommand.NAME,
    description =
        "Erases the data of customers who pause or close their accounts: on schedule, completely, and with a record that proves it.",
    footer = "%nOptions of a command: lapse COMMAND --help",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ServeCommand.class,
      RunCommand.class,
      RunsCommand.class,
      ShowCommand.class,
      StopCommand.class,
      PlanCommands.Approve.class,
      PlanCommands.Reject.class,
      PlanCommands.Rerun.class,
      ForecastCommand.class,
      ReportCommand.class,
      AccountCommand.class,
      ListCommands.Accounts.class,
      ListCommands.Holds.class,
      MigrateCommand.class,
      ImportCommand.class,
      CatalogCommand.class,
      EvidenceCommand.class,
      EventsCommand.class,
      GenerateCompletion.class
    })
public final class LapseCommand implements Runnable, FilesInUse {
  static final String NAME = "lapse";

  /** Means that the program keeps running, so there is no exit code yet. */
  public static final int SERVING = -1;

  /** How much of the program a command starts. */
  public enum Parts {
    /** Everything: the schedule, the API and the console. */
    SERVER,
    /** What runs a job, without web server and schedule. */
    RUNS,
    /** What reads or writes a few rows: neither Spring Batch nor Quartz, nor auto-configuration. */
    ROWS
  }

  /** Starts the program. The settings are written as {@code --name=value}. */
  @FunctionalInterface
  public interface Opening {
    ConfigurableApplicationContext open(Parts parts, List<String> settings);
  }

  private final Opening opening;
  private final InstantSource clock;

  private LapseCommand(Opening opening, InstantSource clock) {
    this.opening = opening;
    this.clock = clock;
  }

  /** The command line, ready to execute; without a command it serves. */
  public static CommandLine line(Opening opening, InstantSource clock) {
    return prepared(new CommandLine(new LapseCommand(opening, clock)));
  }

  /**
   * A command line that knows only the command that these arguments begin with: picocli looks into
   * every class that all the others refer to. Without one it knows them all.
   */
  public static CommandLine lineFor(String[] arguments, Opening opening, InstantSource clock) {
    return Arrays.stream(command(LapseCommand.class).subcommands())
        .filter(type -> type != GenerateCompletion.class)
        .filter(type -> command(type).name().equals(arguments[0]))
        .findFirst()
        .map(
            type -> {
              CommandSpec root =
                  CommandSpec.wrapWithoutInspection(new LapseCommand(opening, clock)).name(NAME);
              return prepared(new CommandLine(root).addSubcommand(type));
            })
        .orElseGet(() -> line(opening, clock));
  }

  private static Command command(Class<?> type) {
    return Objects.requireNonNull(type.getAnnotation(Command.class));
  }

  private static CommandLine prepared(CommandLine line) {
    line.setExecutionExceptionHandler(new ExplainFailure());
    line.setParameterExceptionHandler(new ExplainUsage());
    line.setExpandAtFiles(false); // an account's id may begin with @
    line.setCaseInsensitiveEnumValuesAllowed(true);
    sayVersion(line);
    return line;
  }

  /** Sets the program's version on every command, because picocli does not inherit it. */
  private static void sayVersion(CommandLine line) {
    line.getCommandSpec().versionProvider(new Version());
    line.getSubcommands().values().forEach(LapseCommand::sayVersion);
  }

  /**
   * Without a command the program serves, also if only settings such as {@code --server.port=8081}
   * are given.
   */
  public static String[] orServe(String[] args) {
    boolean settingsOnly =
        Arrays.stream(args)
            .allMatch(arg -> arg.startsWith("--") && !List.of("--help", "--version").contains(arg));
    return settingsOnly
        ? Stream.concat(Stream.of("serve"), Arrays.stream(args)).toArray(String[]::new)
        : args;
  }

  static LapseCommand of(CommandSpec spec) {
    return (LapseCommand) Objects.requireNonNull(spec.root().userObject());
  }

  ConfigurableApplicationContext open(Parts parts, List<String> settings) {
    return opening.open(parts, settings);
  }

  @Override
  public Instant now() {
    return clock.instant();
  }

  Preflight preflight(List<String> settings) {
    return Preflight.with(settings, clock.instant());
  }

  @Override
  public UserFiles read() {
    return preflight(List.of()).files();
  }

  @Override
  public Function<String, Catalog> catalogReader(String file) {
    return preflight(List.of()).catalogReader(file);
  }

  @Override
  public Review review(String store) {
    return preflight(List.of()).review(store);
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(new CommandLine(this), "");
  }
}
