package dev.lapse.erase;

/** A run was asked to stop while a store was being asked. What was begun is taken up again. */
public final class StopRequested extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StopRequested() {
    super("the run was asked to stop");
  }
}
