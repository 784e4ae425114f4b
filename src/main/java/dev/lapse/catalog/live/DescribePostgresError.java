package dev.lapse.catalog.live;

import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.springframework.core.NestedExceptionUtils;

/** Describes an error of PostgreSQL without the contents of rows, which its details may contain. */
public final class DescribePostgresError {
  private static final Pattern FUNCTION = Pattern.compile("[\\w/]+ function [^\"\n]*? line \\d+");

  private DescribePostgresError() {}

  /** Describes what is at the bottom of a failure. */
  public static String ofRoot(Throwable failure) {
    Throwable root = NestedExceptionUtils.getMostSpecificCause(failure);
    if (root instanceof PSQLException sql && sql.getServerErrorMessage() != null) {
      return of(sql);
    }
    return root.getMessage() == null
        ? "no reason given"
        : root.getMessage().lines().findFirst().orElse("");
  }

  public static String of(SQLException error) {
    ServerErrorMessage answer =
        error instanceof PSQLException sql ? sql.getServerErrorMessage() : null;
    if (answer == null) {
      return "no connection to the store: "
          + String.valueOf(error.getMessage()).lines().findFirst().orElse("");
    }
    return "%s (SQLSTATE %s)".formatted(withoutData(answer), error.getSQLState());
  }

  /**
   * Data exceptions quote the value, and a function of the product may raise any text: for these,
   * only the place is reported.
   */
  private static String withoutData(ServerErrorMessage answer) {
    String state = String.valueOf(answer.getSQLState());
    if (isRaised(answer, state)) {
      return "an error raised by " + place(answer);
    }
    if (state.startsWith("22")) {
      return "data exception" + (answer.getTable() == null ? "" : " in table " + answer.getTable());
    }
    return String.valueOf(answer.getMessage());
  }

  private static boolean isRaised(ServerErrorMessage answer, String state) {
    return "exec_stmt_raise".equals(answer.getRoutine())
        || state.startsWith("P0")
        || state.startsWith("38")
        || state.startsWith("39");
  }

  /** Such as {@code PL/pgSQL function refuse() line 3}. */
  private static String place(ServerErrorMessage answer) {
    Matcher function = FUNCTION.matcher(String.valueOf(answer.getWhere()));
    return function.lookingAt() ? function.group() : "a function of the store";
  }
}
