package dev.lapse.erase;

import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.springframework.core.NestedExceptionUtils;

/**
 * Says what a store answered, without the contents of rows that PostgreSQL puts into the details of
 * its errors.
 */
final class DescribeError {
  private DescribeError() {}

  static String of(Throwable error) {
    Throwable root = NestedExceptionUtils.getMostSpecificCause(error);
    if (root instanceof SideEffect) {
      return String.valueOf(root.getMessage());
    }
    if (root instanceof PSQLException sql) {
      ServerErrorMessage answer = sql.getServerErrorMessage();
      if (answer == null) {
        return "no connection to the store: " + firstLine(sql.getMessage());
      }
      // class 22 (data exception) quotes the value in its message
      boolean quotesData = String.valueOf(sql.getSQLState()).startsWith("22");
      return "%s%s (SQLSTATE %s)"
          .formatted(
              quotesData ? "data exception" : answer.getMessage(),
              quotesData && answer.getTable() != null ? " in table " + answer.getTable() : "",
              sql.getSQLState());
    }
    return root.getClass().getSimpleName() + ": " + firstLine(root.getMessage());
  }

  /** True if a new try may succeed: deadlock, serialization failure, lock not available. */
  static boolean isTransient(Throwable error) {
    return Set.of("40P01", "40001", "55P03").contains(String.valueOf(state(error)));
  }

  /** True if the store does not answer at all, so that smaller batches would not help. */
  static boolean isConnection(Throwable error) {
    String state = state(error);
    return (state != null && (state.startsWith("08") || state.startsWith("57P")))
        || NestedExceptionUtils.getMostSpecificCause(error) instanceof java.io.IOException;
  }

  private static @Nullable String state(Throwable error) {
    return NestedExceptionUtils.getMostSpecificCause(error) instanceof SQLException sql
        ? sql.getSQLState()
        : null;
  }

  private static String firstLine(@Nullable String message) {
    return message == null ? "" : message.lines().findFirst().orElse("");
  }
}
