package dev.lapse.account.access;

import dev.lapse.problem.HasProblem;
import dev.lapse.problem.Problem;
import dev.lapse.problem.ProblemType;
import org.jspecify.annotations.Nullable;

/** What an account may do cannot be said at this moment. */
final class AccessUnavailable extends HasProblem {
  private static final long serialVersionUID = 1L;

  AccessUnavailable(String why, @Nullable Throwable cause) {
    super(new Problem(ProblemType.UNAVAILABLE, why + "; try again in a second"));
    if (cause != null) {
      initCause(cause);
    }
  }

  /** For one of those who waited: each throws an exception of its own. */
  static AccessUnavailable because(Exception failed) {
    Throwable cause = failed.getCause();
    return new AccessUnavailable("the database does not answer", cause == null ? failed : cause);
  }
}
