package dev.lapse.run;

import dev.lapse.policy.JobName;

/** Another process runs this job for this cell at the moment. */
public final class AlreadyRunning extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public AlreadyRunning(JobName job, String cell) {
    super("%s is running for cell '%s' already; see 'lapse runs'".formatted(job.text(), cell));
  }
}
