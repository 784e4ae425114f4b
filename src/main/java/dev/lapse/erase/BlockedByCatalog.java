package dev.lapse.erase;

/** The catalog does not cover a live store, or contradicts it; nothing may be erased there. */
public final class BlockedByCatalog extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BlockedByCatalog(String reason) {
    super(reason);
  }
}
