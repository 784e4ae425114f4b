package dev.lapse.plan;

import dev.lapse.policy.JobName;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The settings in the file of a job: {@code jobs/purge.yaml} and its siblings.
 *
 * @param cron in Quartz's syntax, upper case, one space between the fields
 * @param zone in which {@code cron}, {@code window} and dates without a time are read
 * @param window latest time of day at which a scheduled run starts another account; null for none
 * @param parallelism workers in one run, 1 to 16
 */
public record JobSettings(
    JobName job,
    String cron,
    ZoneId zone,
    RunMode mode,
    Limits limits,
    @Nullable LocalTime window,
    int parallelism,
    Throttle throttle) {
  static final int MOST_WORKERS = 16;

  public JobSettings {
    if (parallelism < 1 || parallelism > MOST_WORKERS) {
      throw new IllegalArgumentException("parallelism must be from 1 to 16, not " + parallelism);
    }
  }

  /**
   * The last instant at which a scheduled run of this business date starts another account: the
   * first instant at or after {@code asOf} at which the local time is {@code window}. If that local
   * time is skipped, it is later by the length of the gap.
   */
  public Optional<Instant> windowEnd(Instant asOf) {
    if (window == null) {
      return Optional.empty();
    }
    LocalDate day = asOf.atZone(zone).toLocalDate();
    Instant sameDay = day.atTime(window).atZone(zone).toInstant();
    return Optional.of(
        sameDay.isBefore(asOf) ? day.plusDays(1).atTime(window).atZone(zone).toInstant() : sameDay);
  }
}
