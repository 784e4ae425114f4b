package dev.lapse.cli;

/** The configuration does not let the program start; the message says what to set. */
final class Unusable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Unusable(String reason) {
    super(reason);
  }
}
