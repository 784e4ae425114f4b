package dev.lapse.run;

import dev.lapse.problem.HasProblem;
import dev.lapse.problem.Problem;
import dev.lapse.problem.ProblemType;

/** This node carries out as many runs as it takes on requests; nothing was started. */
public final class TooManyRuns extends HasProblem {
  private static final long serialVersionUID = 1L;

  TooManyRuns(int most) {
    super(
        new Problem(
            ProblemType.TOO_MANY_RUNS,
            "%d runs that were asked for over HTTP take place here already; try again when one has ended"
                .formatted(most)));
  }
}
