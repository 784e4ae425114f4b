package dev.lapse.cli;

import picocli.CommandLine.Option;

/** The option {@code --actor}. */
final class Actor {
  @Option(
      names = "--actor",
      paramLabel = "NAME",
      description = "who does this (default: the operating system's user)")
  String name = user();

  /** The operating system's user. */
  static String user() {
    return System.getProperty("user.name", "?");
  }
}
