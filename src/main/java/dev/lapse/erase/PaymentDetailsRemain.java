package dev.lapse.erase;

import dev.lapse.problem.HasProblem;
import dev.lapse.problem.Problem;
import dev.lapse.problem.ProblemType;

/**
 * An account is not reactivated because its old payment details cannot be removed at the moment.
 */
final class PaymentDetailsRemain extends HasProblem {
  private static final long serialVersionUID = 1L;

  PaymentDetailsRemain(String id, String why) {
    super(
        new Problem(
            ProblemType.UNAVAILABLE,
            "account '%s' is not reactivated, because its old payment details cannot be removed: %s; the account is unchanged, try again"
                .formatted(id, why)));
  }
}
