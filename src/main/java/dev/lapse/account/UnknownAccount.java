package dev.lapse.account;

import dev.lapse.problem.HasProblem;
import dev.lapse.problem.Problem;
import dev.lapse.problem.ProblemType;

/** Lapse does not know the account. */
public final class UnknownAccount extends HasProblem {
  private static final long serialVersionUID = 1L;

  public UnknownAccount(String id) {
    this(id, "import it first (lapse import FILE)");
  }

  /**
   * An account that the store does not have either.
   *
   * @param instead what is missing or to be done
   */
  public UnknownAccount(String id, String instead) {
    super(
        new Problem(
            ProblemType.UNKNOWN_ACCOUNT, "account '%s' is not known; %s".formatted(id, instead)));
  }
}
