package dev.lapse.event;

import dev.lapse.problem.HasProblem;
import dev.lapse.problem.Problem;

/** What an operator asked to be sent again cannot be. */
public final class NotDeliverable extends HasProblem {
  private static final long serialVersionUID = 1L;

  NotDeliverable(Problem problem) {
    super(problem);
  }
}
