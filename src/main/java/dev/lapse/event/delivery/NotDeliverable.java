package dev.lapse.event.delivery;

import dev.lapse.problem.HasProblem;
import dev.lapse.problem.Problem;

/** The events that an operator wants to resend cannot be resent. */
public final class NotDeliverable extends HasProblem {
  private static final long serialVersionUID = 1L;

  NotDeliverable(Problem problem) {
    super(problem);
  }
}
