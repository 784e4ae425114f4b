package dev.lapse.erase.store;

/**
 * The lock of the run is lost, and another process may have taken over the run: this one must not
 * record anything more.
 */
public final class RunLockLost extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  public RunLockLost(String message) {
    super(message);
  }
}
