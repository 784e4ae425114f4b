package dev.lapse.run.record;

import dev.lapse.policy.JobName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request to run a job.
 *
 * @param asOf business date: accounts due at this instant or before
 * @param accounts limits the run to these accounts; empty for all
 * @param rerun run a slot again that was already run
 * @param reason the reason for a rerun
 * @param scheduled true if the scheduler requests it, so that the job's window applies
 */
public record RunRequest(
    JobName job,
    String cell,
    Instant asOf,
    boolean dryRun,
    List<String> accounts,
    boolean rerun,
    @Nullable String reason,
    String actor,
    boolean scheduled) {
  /** The same business date once more, for these accounts; empty for all. */
  public static RunRequest again(Run before, List<String> accounts, String reason, String actor) {
    return new RunRequest(
        before.job(), before.cell(), before.asOf(), false, accounts, true, reason, actor, false);
  }
}
