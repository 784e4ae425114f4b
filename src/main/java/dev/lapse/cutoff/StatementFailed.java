package dev.lapse.cutoff;

import dev.lapse.catalog.LifecycleEvent;
import dev.lapse.catalog.live.DescribePostgresError;
import dev.lapse.catalog.live.StoreUnreachable;
import dev.lapse.sql.SqlState;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A statement that notifies a store failed. Unless its commit failed, nothing is changed there. */
final class StatementFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final @Nullable String state;

  StatementFailed(LifecycleEvent lifecycleEvent, String store, SQLException cause) {
    super(
        "'%s' failed in store '%s': %s"
            .formatted(lifecycleEvent.key(), store, DescribePostgresError.of(cause)),
        cause);
    state = cause.getSQLState();
  }

  StatementFailed(LifecycleEvent lifecycleEvent, StoreUnreachable cause) {
    super("'%s' was not run: %s".formatted(lifecycleEvent.key(), cause.getMessage()), cause);
    state = null;
  }

  /** True if a retry may succeed: deadlock, serialization failure, lock not available. */
  boolean isTransient() {
    return SqlState.isLocked(state);
  }

  /** True if the store does not answer at all, so that a smaller batch would not help. */
  boolean isConnection() {
    return state == null || SqlState.isConnection(state);
  }
}
