package dev.lapse.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Tells what was wrong with a command. What it is composed of is printed only where a part of it is
 * missing or unknown: a whole page of help would hide the sentence.
 */
final class ExplainUsage implements IParameterExceptionHandler {
  @Override
  public int handleParseException(ParameterException wrong, String[] args) {
    PrintWriter err = wrong.getCommandLine().getErr();
    if (wrong.getMessage() != null && !wrong.getMessage().isEmpty()) {
      err.println("lapse: " + wrong.getMessage());
      UnmatchedArgumentException.printSuggestions(wrong, err);
    }
    CommandLine command = wrong.getCommandLine();
    if (command.getSubcommands().isEmpty()) {
      err.println("See '%s --help'.".formatted(command.getCommandSpec().qualifiedName()));
    } else {
      command.usage(err);
    }
    return ExitCode.WRONG_USAGE;
  }
}
