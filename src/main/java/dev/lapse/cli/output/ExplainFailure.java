package dev.lapse.cli.output;

import dev.lapse.account.RefusedByRule;
import dev.lapse.catalog.live.StoreUnreachable;
import dev.lapse.file.HideUserInfo;
import dev.lapse.file.WrongFile;
import dev.lapse.migrate.MigrationsMissing;
import dev.lapse.migrate.RightsMissing;
import dev.lapse.problem.HasProblem;
import dev.lapse.problem.Problem;
import dev.lapse.problem.ProblemType;
import dev.lapse.problem.Unavailable;
import dev.lapse.run.record.AlreadyRunning;
import java.io.PrintWriter;
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
    PrintWriter err = Terminal.harmless(command.getErr());
    try {
      return explain(failure, command, err);
    } finally {
      err.flush();
    }
  }

  private static int explain(Exception failure, CommandLine command, PrintWriter err) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof PortInUseException taken) {
        err.printf(
            "lapse: port %d is already in use; choose another with --server.port=N or SERVER_PORT%n",
            taken.getPort());
        return ExitCode.WRONG_USAGE;
      }
      if (cause instanceof HasProblem mistake) {
        int code = explain(mistake.problem(), command, err);
        return mistake instanceof AlreadyRunning
            ? ExitCode.ALREADY_RUNNING
            : mistake instanceof RefusedByRule ? ExitCode.REFUSED_BY_RULE : code;
      }
      Optional<Integer> code = code(cause);
      if (code.isPresent()) {
        err.println("lapse: " + cause.getMessage());
        return code.get();
      }
    }
    Optional<Problem> unavailable = Unavailable.find(failure);
    if (unavailable.isPresent()) {
      return explain(unavailable.get(), command, err);
    }
    LoggerFactory.getLogger("dev.lapse").error("unexpected failure", failure);
    err.println("lapse: failed: " + HideUserInfo.in(String.valueOf(root(failure))));
    return ExitCode.FAILED;
  }

  /** The sentence ends with the problem type, so that scripts can distinguish problems. */
  private static int explain(Problem problem, CommandLine command, PrintWriter err) {
    err.printf("lapse: %s (%s)%n", Terminal.plain(problem.detail()), problem.type().uri());
    OptionSpec format = command.getCommandSpec().findOption("-o");
    if (format != null && format.getValue() == OutputFormat.JSON) {
      new Print(command.getOut(), JsonMapper.builder().build()).json(problem.members());
    }
    return problem.type() == ProblemType.UNAVAILABLE ? ExitCode.FAILED : ExitCode.WRONG_USAGE;
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
