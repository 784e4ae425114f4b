package dev.lapse.cli;

import picocli.CommandLine.Option;

/** The option {@code -o} of all commands that print a result. */
final class ResultFormat {
  @Option(
      names = "-o",
      paramLabel = "json|table",
      defaultValue = "table",
      description = "how to print the result")
  private OutputFormat output = OutputFormat.TABLE;

  boolean isJson() {
    return output == OutputFormat.JSON;
  }
}
