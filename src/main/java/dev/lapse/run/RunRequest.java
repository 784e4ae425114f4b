package dev.lapse.run;

import dev.lapse.policy.JobName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A wish to run a job.
 *
 * @param asOf business date: what is due at this instant or before
 * @param accounts limits the run to these accounts; empty for all
 * @param rerun plan again although the slot was run
 * @param reason why, for a rerun
 * @param scheduled true if the schedule asks, so that the window of the job applies
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
    boolean scheduled) {}
