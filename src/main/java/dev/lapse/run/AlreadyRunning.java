package dev.lapse.run;

/** Another process runs this job and cell. */
public final class AlreadyRunning extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public AlreadyRunning(String message) {
    super(message);
  }
}
