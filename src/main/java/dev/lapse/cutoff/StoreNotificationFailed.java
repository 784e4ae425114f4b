package dev.lapse.cutoff;

import dev.lapse.problem.HasProblem;
import dev.lapse.problem.Problem;
import dev.lapse.problem.ProblemType;

/** An account is not reactivated because a store cannot be notified at the moment. */
public final class StoreNotificationFailed extends HasProblem {
  private static final long serialVersionUID = 1L;

  StoreNotificationFailed(String id, StatementFailed cause) {
    super(
        new Problem(
            ProblemType.UNAVAILABLE,
            "account '%s' is not reactivated, because the product cannot be notified: %s; nothing was changed, try again"
                .formatted(id, cause.getMessage())));
    initCause(cause);
  }
}
