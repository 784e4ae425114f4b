package dev.lapse.run.record;

import dev.lapse.policy.JobName;
import dev.lapse.problem.HasProblem;
import dev.lapse.problem.Problem;
import dev.lapse.problem.ProblemType;

/** Another process is running this job for this cell. */
public final class AlreadyRunning extends HasProblem {
  private static final long serialVersionUID = 1L;

  public AlreadyRunning(JobName job, String cell) {
    super(
        new Problem(
            ProblemType.ALREADY_RUNNING,
            "%s is already running for cell '%s'; see 'lapse runs'".formatted(job.text(), cell)));
  }
}
