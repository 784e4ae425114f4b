package dev.lapse.cli.output;

/** The formats in which a result is printed. */
enum OutputFormat {
  JSON,
  TABLE
}
