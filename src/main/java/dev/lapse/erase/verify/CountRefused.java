package dev.lapse.erase.verify;

import dev.lapse.erase.store.BlockReason;
import dev.lapse.erase.store.PreparedStores;

/** A store cannot count the rows of any account, so no account may be planned. */
public final class CountRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final BlockReason reason;

  CountRefused(BlockReason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** The stores for the run, in which nothing may be erased. */
  public PreparedStores blocked() {
    return PreparedStores.blocked(reason, String.valueOf(getMessage()));
  }
}
