package dev.lapse.cli.catalog;

/** The formats in which {@code catalog check} prints what it found. */
enum CheckFormat {
  TABLE,
  JSON,
  GITHUB
}
