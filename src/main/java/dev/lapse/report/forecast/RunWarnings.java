package dev.lapse.report.forecast;

import dev.lapse.plan.JobSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Warnings about runs that will exceed a limit or their window.
 *
 * @param accounts current number of accounts in the cell
 * @param erasures when accounts will be erased, earliest first
 */
record RunWarnings(JobSettings job, Optional<RunPace> pace, long accounts, List<Instant> erasures) {

  /** Why the run waits for approval, or null; accounts on hold do not count. */
  @Nullable String overLimit(long acts, Instant asOf) {
    long left = erasures.stream().filter(erased -> erased.isBefore(asOf)).count();
    return job.limits().exceededBy(acts, accounts - left).orElse(null);
  }

  /** Why the run will not end within its window, or null. */
  @Nullable String pastWindow(long done, Instant asOf) {
    Instant end = job.windowEnd(asOf).orElse(null);
    if (end == null || pace.isEmpty() || done == 0) {
      return null;
    }
    Duration takes = pace.get().durationFor(done);
    return asOf.plus(takes).isAfter(end)
        ? String.format(
            Locale.ROOT,
            "takes about %s at the pace of the last runs (%.1f accounts per second), but the window ends at %s",
            inWords(takes),
            pace.get().accountsPerSecond(),
            job.window())
        : null;
  }

  private static String inWords(Duration duration) {
    return duration.toHours() > 0
        ? "%d h %d min".formatted(duration.toHours(), duration.toMinutesPart())
        : "%d min".formatted(Math.max(1, duration.toMinutes()));
  }
}
