package dev.lapse.cli.output;

import dev.lapse.account.RefusedByRule;
import dev.lapse.catalog.live.StoreUnreachable;
import dev.lapse.file.WrongFile;
import dev.lapse.migrate.MigrationsMissing;
import dev.lapse.migrate.RightsMissing;
import dev.lapse.problem.HasProblem;
import dev.lapse.problem.ProblemType;
import dev.lapse.run.record.AlreadyRunning;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.PortInUseException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.json.JsonMapper;

/**
 * Turns a failure into one sentence on standard error and an exit code. Only unexpected failures
 * print a stack trace.
 */
public final class ExplainFailure implements IExecutionExceptionHandler {
  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof PortInUseException taken) {
        command
            .getErr()
            .printf(
                "lapse: port %d is already in use; choose another with --server.port=N or SERVER_PORT%n",
                taken.getPort());
        return ExitCode.WRONG_USAGE;
      }
      if (cause instanceof HasProblem mistake) {
        return explain(mistake, command);
      }
      Optional<Integer> code = code(cause);
      if (code.isPresent()) {
        command.getErr().println("lapse: " + cause.getMessage());
        return code.get();
      }
    }
    LoggerFactory.getLogger("dev.lapse").error("unexpected failure", failure);
    command.getErr().println("lapse: failed: " + root(failure));
    return ExitCode.FAILED;
  }

  /** The sentence ends with the problem type, so that scripts can distinguish problems. */
  private static int explain(HasProblem mistake, CommandLine command) {
    command
        .getErr()
        .printf("lapse: %s (%s)%n", mistake.getMessage(), mistake.problem().type().uri());
    OptionSpec format = command.getCommandSpec().findOption("-o");
    if (format != null && format.getValue() == OutputFormat.JSON) {
      new Print(command.getOut(), JsonMapper.builder().build()).json(mistake.problem().members());
    }
    if (mistake instanceof AlreadyRunning) {
      return ExitCode.ALREADY_RUNNING;
    }
    if (mistake.problem().type() == ProblemType.UNAVAILABLE) {
      return ExitCode.FAILED;
    }
    return mistake instanceof RefusedByRule ? ExitCode.REFUSED_BY_RULE : ExitCode.WRONG_USAGE;
  }

  private static Optional<Integer> code(Throwable cause) {
    return cause instanceof WrongFile
            || cause instanceof UnusableEnvironment
            || cause instanceof StoreUnreachable
            || cause instanceof MigrationsMissing
            || cause instanceof RightsMissing
        ? Optional.of(ExitCode.WRONG_USAGE)
        : Optional.empty();
  }

  private static @Nullable Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
