package dev.lapse.erase.store;

/** The catalog does not cover a live store, or contradicts it; nothing may be erased there. */
public final class BlockedByCatalog extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final BlockReason reason;

  public BlockedByCatalog(String message) {
    this(BlockReason.CATALOG, message);
  }

  public BlockedByCatalog(BlockReason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public BlockReason reason() {
    return reason;
  }
}
