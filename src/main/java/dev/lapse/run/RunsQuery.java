package dev.lapse.run;

import dev.lapse.policy.JobName;
import org.jspecify.annotations.Nullable;

/**
 * Which runs somebody wants to see, newest first.
 *
 * @param before only runs with a smaller number; null for the newest
 */
public record RunsQuery(
    @Nullable JobName job,
    @Nullable String cell,
    @Nullable RunStatus status,
    @Nullable Long before,
    int limit) {
  /** The newest of all. */
  public static RunsQuery newest(int limit) {
    return new RunsQuery(null, null, null, null, limit);
  }
}
