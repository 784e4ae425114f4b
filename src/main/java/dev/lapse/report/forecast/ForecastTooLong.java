package dev.lapse.report.forecast;

import dev.lapse.policy.JobName;
import dev.lapse.problem.HasProblem;
import dev.lapse.problem.Problem;
import dev.lapse.problem.ProblemType;

/** A job runs too often for a forecast over this number of days. */
final class ForecastTooLong extends HasProblem {
  private static final long serialVersionUID = 1L;

  ForecastTooLong(JobName job, int days) {
    super(
        new Problem(
            ProblemType.INVALID,
            "%s runs more than %,d times in %d days; use fewer days"
                .formatted(job.text(), RunTimes.MOST, days)));
  }
}
