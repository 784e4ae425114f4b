package dev.lapse.run;

/** What was asked for makes no sense for this run; the message says why and what would. */
public final class RunRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RunRefused(String reason) {
    super(reason);
  }
}
