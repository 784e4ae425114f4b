package dev.lapse.run.record;

import dev.lapse.problem.HasProblem;
import dev.lapse.problem.Problem;
import dev.lapse.problem.ProblemType;

/** The request does not fit the state of this run; the message says why and what does. */
public final class RunRefused extends HasProblem {
  private static final long serialVersionUID = 1L;

  public RunRefused(String reason) {
    super(new Problem(ProblemType.RUN_REFUSED, reason));
  }
}
