package dev.lapse.run;

import dev.lapse.policy.JobName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What somebody, or the schedule, wants to be run. */
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
