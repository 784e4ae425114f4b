package dev.lapse.cli;

import dev.lapse.account.RefusedByRule;
import dev.lapse.account.UnknownAccount;
import dev.lapse.catalog.StoreUnreachable;
import dev.lapse.event.NotDeliverable;
import dev.lapse.file.WrongFile;
import dev.lapse.run.AlreadyRunning;
import dev.lapse.run.RunRefused;
import dev.lapse.run.UnknownRun;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.PortInUseException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * Turns what went wrong into one sentence on standard error and an exit code. Only what nobody
 * expected has a stack trace.
 */
final class ExplainFailure implements IExecutionExceptionHandler {
  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof PortInUseException taken) {
        command
            .getErr()
            .printf(
                "lapse: port %d is taken; name a free one with --server.port=N or SERVER_PORT%n",
                taken.getPort());
        return ExitCode.WRONG_USAGE;
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

  private static Optional<Integer> code(Throwable cause) {
    if (cause instanceof WrongFile
        || cause instanceof Unusable
        || cause instanceof UnknownAccount
        || cause instanceof RunRefused
        || cause instanceof UnknownRun
        || cause instanceof NotDeliverable
        || cause instanceof StoreUnreachable) {
      return Optional.of(ExitCode.WRONG_USAGE);
    }
    if (cause instanceof AlreadyRunning) {
      return Optional.of(ExitCode.ALREADY_RUNNING);
    }
    return cause instanceof RefusedByRule
        ? Optional.of(ExitCode.REFUSED_BY_RULE)
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
