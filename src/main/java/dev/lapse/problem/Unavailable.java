package dev.lapse.problem;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.CannotGetJdbcConnectionException;

/**
 * Recognizes failures that pass by themselves: a database that is away, or a row that is locked.
 */
public final class Unavailable {
  private static final Set<String> LOCKED = Set.of("55P03", "40P01", "40001");

  private Unavailable() {}

  /** The problem to report; empty if another attempt would fail as well. */
  public static Optional<Problem> find(@Nullable Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String state = cause instanceof SQLException sql ? sql.getSQLState() : null;
      if (state != null && LOCKED.contains(state)) {
        return problem("somebody else is changing the account; try again in a second");
      }
      if (cause instanceof CannotGetJdbcConnectionException
          || cause instanceof SQLTransientConnectionException
          || isAway(state)) {
        return problem("the database does not answer; try again in a second");
      }
    }
    return Optional.empty();
  }

  /**
   * No connection, too many, stopping or starting, a statement that was ended, a read-only copy.
   */
  private static boolean isAway(@Nullable String state) {
    return state != null
        && (state.startsWith("08")
            || state.startsWith("53")
            || state.startsWith("57")
            || state.equals("25006"));
  }

  private static Optional<Problem> problem(String detail) {
    return Optional.of(new Problem(ProblemType.UNAVAILABLE, detail));
  }
}
