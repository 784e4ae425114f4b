package dev.lapse.problem;

import dev.lapse.sql.SqlState;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.CannotGetJdbcConnectionException;

/**
 * Recognizes failures that pass by themselves: a database that is away, or a row that is locked.
 */
public final class Unavailable {
  private Unavailable() {}

  /** The problem to report; empty if another attempt would fail as well. */
  public static Optional<Problem> find(@Nullable Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String state = cause instanceof SQLException sql ? sql.getSQLState() : null;
      if (SqlState.isLocked(state)) {
        return problem("somebody else is changing the account; try again in a second");
      }
      if (cause instanceof CannotGetJdbcConnectionException
          || cause instanceof SQLTransientConnectionException
          || SqlState.isUnavailable(state)) {
        return problem("the database does not answer; try again in a second");
      }
    }
    return Optional.empty();
  }

  private static Optional<Problem> problem(String detail) {
    return Optional.of(new Problem(ProblemType.UNAVAILABLE, detail));
  }
}
