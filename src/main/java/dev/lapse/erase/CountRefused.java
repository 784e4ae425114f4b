package dev.lapse.erase;

/** A store counts the rows of no account, so that nothing may be planned for any. */
public final class CountRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final BlockReason reason;

  CountRefused(BlockReason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** The stores as they are for the run: nothing may be erased. */
  public PreparedStores blocked() {
    return PreparedStores.blocked(reason, String.valueOf(getMessage()));
  }
}
