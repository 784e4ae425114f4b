package dev.lapse.cli;

/** The formats in which a result is printed. */
enum OutputFormat {
  JSON,
  TABLE
}
