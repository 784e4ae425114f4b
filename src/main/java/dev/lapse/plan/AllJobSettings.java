package dev.lapse.plan;

import dev.lapse.policy.JobName;
import java.util.Map;
import java.util.Objects;

/** The settings of the four jobs. */
public record AllJobSettings(Map<JobName, JobSettings> byJob) {
  public JobSettings get(JobName job) {
    return Objects.requireNonNull(byJob.get(job));
  }
}
