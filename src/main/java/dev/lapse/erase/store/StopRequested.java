package dev.lapse.erase.store;

/** A run was asked to stop during a request to a store. Erasures in progress are resumed later. */
public final class StopRequested extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StopRequested() {
    super("the run was asked to stop");
  }
}
