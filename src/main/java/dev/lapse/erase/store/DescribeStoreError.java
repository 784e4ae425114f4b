package dev.lapse.erase.store;

import dev.lapse.account.FailureCause;
import dev.lapse.account.Outcome;
import dev.lapse.catalog.live.DescribePostgresError;
import dev.lapse.sql.SqlState;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

/**
 * Describes an error of a store without the contents of rows, which PostgreSQL's details may
 * contain.
 */
public final class DescribeStoreError {
  private DescribeStoreError() {}

  public static String of(Throwable error) {
    StoreFailed store = storeFailed(error);
    if (store != null) {
      return String.valueOf(store.getMessage());
    }
    Throwable root = root(error);
    if (root instanceof PSQLException sql) {
      return DescribePostgresError.of(sql);
    }
    if (root instanceof ErasureIncomplete
        || root instanceof RefusedAccounts
        || root instanceof AccountsFailed) {
      return String.valueOf(root.getMessage());
    }
    return root.getClass().getSimpleName() + ": " + firstLine(root.getMessage());
  }

  /** The outcome of an account that failed with this error. */
  public static Outcome.Failed failed(Throwable error) {
    return new Outcome.Failed(of(error), cause(error));
  }

  private static FailureCause cause(Throwable error) {
    Throwable root = root(error);
    ServerErrorMessage answer =
        root instanceof PSQLException sql ? sql.getServerErrorMessage() : null;
    String set = FailedSet.of(error);
    if (set == null && answer != null && answer.getTable() != null) {
      set = answer.getSchema() + "." + answer.getTable();
    }
    return new FailureCause(set, answer == null ? null : answer.getConstraint(), state(error));
  }

  /**
   * True if a retry may succeed: deadlock, serialization failure, lock not available, a foreign key
   * that another transaction broke, rows that changed after they were found, too many locks.
   */
  public static boolean isTransient(Throwable error) {
    return root(error) instanceof ErasureIncomplete
        || isLocked(error)
        || isTooLarge(error)
        || SqlState.isForeignKey(state(error));
  }

  /** True if the role may not do it, or a policy hides rows from it. */
  public static boolean isMissingRight(Throwable error) {
    return SqlState.isMissingRight(state(error));
  }

  /**
   * True if the statement itself is refused, whatever the rows are: a right or a table is missing.
   */
  public static boolean isOfTheStatement(Throwable error) {
    return SqlState.isOfTheStatement(state(error));
  }

  /** True if a transaction did too much at once: too many locks, or a statement took too long. */
  public static boolean isTooLarge(Throwable error) {
    return SqlState.isTooLarge(state(error));
  }

  /** True if another session held a lock: waiting helps. */
  public static boolean isLocked(Throwable error) {
    return SqlState.isLocked(state(error));
  }

  /** True if the store does not answer at all, so smaller batches would not help. */
  public static boolean isConnection(Throwable error) {
    StoreFailed store = storeFailed(error);
    if (store != null) {
      return store.isWholeStore();
    }
    return isRefusedConnection(error)
        || SqlState.isConnection(state(error))
        || root(error) instanceof java.io.IOException;
  }

  /** The store gave no connection, for whatever reason: down, full, or the role may not. */
  private static boolean isRefusedConnection(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof CannotGetJdbcConnectionException
          || cause instanceof CannotCreateTransactionException) {
        return true;
      }
    }
    return false;
  }

  /** Without its cause, which may contain personal data. */
  private static @Nullable StoreFailed storeFailed(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof StoreFailed failed) {
        return failed;
      }
    }
    return null;
  }

  private static @Nullable String state(Throwable error) {
    return root(error) instanceof SQLException sql ? sql.getSQLState() : null;
  }

  /** A lost connection cannot be rolled back either; the first failure is the cause. */
  private static Throwable root(Throwable error) {
    Throwable first =
        error instanceof TransactionSystemException rollback
            ? rollback.getOriginalException()
            : null;
    return NestedExceptionUtils.getMostSpecificCause(first == null ? error : first);
  }

  private static String firstLine(@Nullable String message) {
    return message == null ? "" : message.lines().findFirst().orElse("");
  }
}
