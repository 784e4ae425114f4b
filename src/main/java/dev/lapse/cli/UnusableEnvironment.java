package dev.lapse.cli;

/** The configuration does not let the program start; the message says what to set. */
final class UnusableEnvironment extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnusableEnvironment(String reason) {
    super(reason);
  }
}
