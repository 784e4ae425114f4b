package dev.lapse.run.record;

import dev.lapse.policy.JobName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which runs to list, newest first.
 *
 * @param since only runs that were started then or later; null for all
 * @param before only runs with a smaller number; null for the newest
 */
public record RunsQuery(
    @Nullable JobName job,
    @Nullable String cell,
    @Nullable RunStatus status,
    @Nullable Instant since,
    @Nullable Long before,
    int limit) {
  /** The latest runs of all jobs and cells. */
  public static RunsQuery newest(int limit) {
    return new RunsQuery(null, null, null, null, null, limit);
  }
}
