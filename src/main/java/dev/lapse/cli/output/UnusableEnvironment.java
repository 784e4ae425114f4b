package dev.lapse.cli.output;

/** The configuration does not let the program start; the message says what to set. */
public final class UnusableEnvironment extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnusableEnvironment(String reason) {
    super(reason);
  }
}
