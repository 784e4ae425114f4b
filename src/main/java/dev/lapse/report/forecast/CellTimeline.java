package dev.lapse.report.forecast;

import dev.lapse.policy.JobName;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The timelines of all jobs in one cell, and the effects of one job that another needs to know. */
final class CellTimeline {
  private final Map<JobName, JobTimeline> courses = new EnumMap<>(JobName.class);
  private final Map<String, Instant> erased = new HashMap<>();
  private final Map<String, Instant> billingRemoved = new HashMap<>();

  CellTimeline(Map<JobName, RunTimes> times, Instant now) {
    times.forEach((job, ofJob) -> courses.put(job, new JobTimeline(ofJob, now)));
  }

  JobTimeline get(JobName job) {
    return Objects.requireNonNull(courses.get(job));
  }

  void erased(String account, Instant run) {
    erased.put(account, run);
  }

  Set<String> erased() {
    return Collections.unmodifiableSet(erased.keySet());
  }

  @Nullable Instant erasedAt(String account) {
    return erased.get(account);
  }

  void billingRemoved(String account, Instant run) {
    billingRemoved.put(account, run);
  }

  /** True if a coming run removes the payment details before this instant. */
  boolean isWithoutBilling(String account, Instant run) {
    Instant removed = billingRemoved.get(account);
    return removed != null && removed.isBefore(run);
  }

  /** When accounts are erased, earliest first. */
  List<Instant> erasures() {
    return erased.values().stream().sorted().toList();
  }
}
