package dev.lapse.cli.output;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Says what is wrong with a command line. The synopsis is printed only if an argument is missing or
 * unknown: a full page of help would bury the sentence.
 */
public final class ExplainUsage implements IParameterExceptionHandler {
  @Override
  public int handleParseException(ParameterException wrong, String[] args) {
    PrintWriter err = wrong.getCommandLine().getErr();
    if (wrong.getMessage() != null && !wrong.getMessage().isEmpty()) {
      err.println("lapse: " + Terminal.plain(wrong.getMessage()));
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
