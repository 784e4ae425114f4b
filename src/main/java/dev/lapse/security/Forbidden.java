package dev.lapse.security;

import dev.lapse.problem.HasProblem;
import dev.lapse.problem.Problem;
import dev.lapse.problem.ProblemType;

/** Whoever asks may not. It does not tell whether what was asked for exists. */
public final class Forbidden extends HasProblem {
  private static final long serialVersionUID = 1L;

  public Forbidden(String why) {
    super(new Problem(ProblemType.FORBIDDEN, why));
  }
}
