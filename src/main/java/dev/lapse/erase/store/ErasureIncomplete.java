package dev.lapse.erase.store;

/** A store reported rows as deleted that still exist. */
public final class ErasureIncomplete extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ErasureIncomplete(String rows) {
    super("residue: " + rows);
  }
}
