package dev.lapse.account.imports;

import dev.lapse.problem.HasProblem;
import dev.lapse.problem.Problem;
import dev.lapse.problem.ProblemType;

/** A line contradicts what Lapse knows of the account, or an earlier line. Nothing changed. */
final class Contradiction extends HasProblem {
  private static final long serialVersionUID = 1L;

  Contradiction(String why) {
    super(new Problem(ProblemType.CONTRADICTION, why));
  }
}
