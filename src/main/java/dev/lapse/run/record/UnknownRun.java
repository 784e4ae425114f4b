package dev.lapse.run.record;

import dev.lapse.problem.HasProblem;
import dev.lapse.problem.Problem;
import dev.lapse.problem.ProblemType;

/** There is no run with this number. */
public final class UnknownRun extends HasProblem {
  private static final long serialVersionUID = 1L;

  public UnknownRun(Object id) {
    super(new Problem(ProblemType.NOT_FOUND, "there is no run " + id + "; see 'lapse runs'"));
  }
}
