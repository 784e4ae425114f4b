package dev.lapse.run;

import dev.lapse.policy.JobName;
import dev.lapse.run.record.RunRequest;
import dev.lapse.testing.SharedProgram;
import java.time.Instant;
import java.util.List;

/** Wishes of tests to run a job in cell {@code main}. */
public record Request(
    JobName job,
    Instant asOf,
    boolean dryRun,
    List<String> accounts,
    String reason,
    boolean scheduled) {
  public static Request of(JobName job) {
    return new Request(job, SharedProgram.NOW, false, List.of(), null, false);
  }

  Request asOf(Instant at) {
    return new Request(job, at, dryRun, accounts, reason, scheduled);
  }

  Request dry() {
    return new Request(job, asOf, true, accounts, reason, scheduled);
  }

  Request only(String... ids) {
    return new Request(job, asOf, dryRun, List.of(ids), reason, scheduled);
  }

  Request again(String why) {
    return new Request(job, asOf, dryRun, accounts, why, scheduled);
  }

  public Request bySchedule() {
    return new Request(job, asOf, dryRun, accounts, reason, true);
  }

  public RunRequest get() {
    return new RunRequest(
        job, "main", asOf, dryRun, accounts, reason != null, reason, "test", scheduled);
  }
}
