package dev.lapse.report.forecast;

import dev.lapse.plan.CronTimes;
import dev.lapse.plan.JobSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The business dates of the coming runs of a job, in order. */
record RunTimes(List<Instant> times) {
  static final int MOST = 10_000;

  RunTimes {
    times = List.copyOf(times);
  }

  /**
   * The business dates after {@code now}, up to and including the same time of day {@code days}
   * later in the job's zone.
   *
   * @throws ForecastTooLong if there are too many to simulate
   */
  static RunTimes of(JobSettings job, Instant now, int days) {
    Instant end = now.atZone(job.zone()).plusDays(days).toInstant();
    CronTimes cron = CronTimes.of(job.cron(), job.zone());
    List<Instant> times = new ArrayList<>();
    for (Optional<Instant> next = cron.firstAfter(now);
        next.isPresent() && !next.get().isAfter(end);
        next = cron.firstAfter(next.get())) {
      if (times.size() == MOST) {
        throw new ForecastTooLong(job.job(), days);
      }
      times.add(next.get());
    }
    return new RunTimes(times);
  }

  int size() {
    return times.size();
  }

  Instant at(int run) {
    return times.get(run);
  }

  /** The last run, or {@code now} if there is none. */
  Instant lastOr(Instant now) {
    return times.isEmpty() ? now : times.get(times.size() - 1);
  }

  /** The index of the first run at or after an instant; the number of runs if there is none. */
  int firstFrom(Instant instant) {
    int found = Collections.binarySearch(times, instant);
    return found >= 0 ? found : -found - 1;
  }

  /** The index of the first run after an instant; the number of runs if there is none. */
  int firstAfter(Instant instant) {
    int found = Collections.binarySearch(times, instant);
    return found >= 0 ? found + 1 : -found - 1;
  }
}
