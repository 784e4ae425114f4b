package dev.lapse.erase;

/** A store said that it deleted rows, and did not. */
public final class StillThere extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StillThere(String rows) {
    super("residue: " + rows);
  }
}
