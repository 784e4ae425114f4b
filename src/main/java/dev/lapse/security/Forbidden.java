package dev.lapse.security;

import dev.lapse.problem.HasProblem;
import dev.lapse.problem.Problem;
import dev.lapse.problem.ProblemType;

/** The caller is not authorized. Does not reveal whether the requested object exists. */
public final class Forbidden extends HasProblem {
  private static final long serialVersionUID = 1L;

  public Forbidden(String why) {
    super(new Problem(ProblemType.FORBIDDEN, why));
  }
}
