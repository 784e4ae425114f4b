package dev.lapse.cli;

/** The program cannot start as it is set up; the message says what to set to what. */
final class Unusable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Unusable(String reason) {
    super(reason);
  }
}
