package dev.lapse.cli.output;

import picocli.CommandLine.Option;

/** The option {@code -o} of all commands that print a result. */
public final class ResultFormat {
  @Option(
      names = "-o",
      paramLabel = "json|table",
      defaultValue = "table",
      description = "how to print the result")
  private OutputFormat output = OutputFormat.TABLE;

  public boolean isJson() {
    return output == OutputFormat.JSON;
  }
}
