package dev.lapse.cli;

/** How a result is printed. */
enum OutputFormat {
  JSON,
  TABLE
}
