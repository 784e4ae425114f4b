package dev.lapse.erase;

/** A store reported rows as deleted that still exist. */
public final class StillThere extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StillThere(String rows) {
    super("residue: " + rows);
  }
}
