package dev.lapse.source;

import java.sql.SQLException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.springframework.core.NestedExceptionUtils;

/** Describes why a store refused a query, without the contents of rows. */
final class DescribeRefusal {
  private DescribeRefusal() {}

  /** True if the query itself is wrong, not the store or its rows. */
  static boolean isOfTheQuery(SQLException refused) {
    String state = String.valueOf(refused.getSQLState());
    return state.startsWith("42") || state.startsWith("0A") || state.startsWith("25");
  }

  static String of(Throwable failure) {
    Throwable root = NestedExceptionUtils.getMostSpecificCause(failure);
    if (root instanceof PSQLException sql) {
      ServerErrorMessage answer = sql.getServerErrorMessage();
      String state = String.valueOf(sql.getSQLState());
      if (answer == null) {
        return firstLine(sql.getMessage());
      }
      // data exceptions quote the value, and a function may raise any text
      return state.startsWith("22") || state.startsWith("P0")
          ? "an error in its data (SQLSTATE %s)".formatted(state)
          : "%s (SQLSTATE %s)".formatted(answer.getMessage(), state);
    }
    return firstLine(root.getMessage());
  }

  private static String firstLine(@org.jspecify.annotations.Nullable String message) {
    return message == null ? "no reason given" : message.lines().findFirst().orElse("");
  }
}
