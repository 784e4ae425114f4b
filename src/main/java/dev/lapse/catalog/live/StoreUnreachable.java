package dev.lapse.catalog.live;

import dev.lapse.file.HideUserInfo;
import dev.lapse.sql.SqlState;
import java.sql.SQLException;

/** A store did not answer. */
public final class StoreUnreachable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message a sentence that names the store
   */
  public StoreUnreachable(String message, Throwable cause) {
    super(message, cause);
  }

  public StoreUnreachable(String store, String cell, Throwable cause) {
    super(
        "store '%s' (cell %s) cannot be reached: %s"
            .formatted(store, cell, HideUserInfo.in(String.valueOf(cause.getMessage()))),
        cause);
  }

  /** True if another session held a lock for longer than the timeout: the store itself is up. */
  public boolean isLocked() {
    return getCause() instanceof SQLException answer
        && SqlState.isLockTimeout(answer.getSQLState());
  }
}
