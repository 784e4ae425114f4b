package dev.lapse.account;

import dev.lapse.problem.HasProblem;
import dev.lapse.problem.Problem;
import dev.lapse.problem.ProblemType;

/** Lapse does not know the account. */
public final class UnknownAccount extends HasProblem {
  private static final long serialVersionUID = 1L;

  public UnknownAccount(String id) {
    super(
        new Problem(
            ProblemType.UNKNOWN_ACCOUNT,
            "account '" + id + "' is not known; import it first (lapse import FILE)"));
  }
}
