package dev.lapse.cli;

import java.io.PrintWriter;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells what was wrong with a command, and how it is used. */
final class ExplainUsage implements IParameterExceptionHandler {
  @Override
  public int handleParseException(ParameterException wrong, String[] args) {
    PrintWriter err = wrong.getCommandLine().getErr();
    if (wrong.getMessage() != null && !wrong.getMessage().isEmpty()) {
      err.println("lapse: " + wrong.getMessage());
      UnmatchedArgumentException.printSuggestions(wrong, err);
    }
    wrong.getCommandLine().usage(err);
    return ExitCode.WRONG_USAGE;
  }
}
