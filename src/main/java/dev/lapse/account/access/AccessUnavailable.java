package dev.lapse.account.access;

import dev.lapse.problem.HasProblem;
import dev.lapse.problem.Problem;
import dev.lapse.problem.ProblemType;
import org.jspecify.annotations.Nullable;

/** The access of an account cannot be determined at the moment. */
final class AccessUnavailable extends HasProblem {
  private static final long serialVersionUID = 1L;

  AccessUnavailable(String why, @Nullable Throwable cause) {
    super(new Problem(ProblemType.UNAVAILABLE, why + "; try again in a second"));
    if (cause != null) {
      initCause(cause);
    }
  }

  /** One instance for each waiting request: every request throws its own exception. */
  static AccessUnavailable because(Exception failed) {
    Throwable cause = failed.getCause();
    return new AccessUnavailable("the database does not answer", cause == null ? failed : cause);
  }
}
