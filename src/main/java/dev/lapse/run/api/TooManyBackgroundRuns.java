package dev.lapse.run.api;

import dev.lapse.problem.HasProblem;
import dev.lapse.problem.Problem;
import dev.lapse.problem.ProblemType;

/** This node is executing its maximum number of requested runs; nothing was started. */
public final class TooManyBackgroundRuns extends HasProblem {
  private static final long serialVersionUID = 1L;

  TooManyBackgroundRuns(int most) {
    super(
        new Problem(
            ProblemType.TOO_MANY_RUNS,
            "%d runs requested over HTTP are already in progress here; try again when one has ended"
                .formatted(most)));
  }
}
