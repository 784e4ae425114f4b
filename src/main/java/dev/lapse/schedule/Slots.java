package dev.lapse.schedule;

import dev.lapse.plan.CronTimes;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which business date is due: the latest instant at which the cron expression fired and for which
 * no run was started.
 *
 * <p>Of several missed slots only the latest is due, once: the jobs themselves catch up
 * (docs/policy-facts.md, fact 10). Quartz cannot tell, because on a misfire it reports the current
 * time as the scheduled time. A slot is an instant at which Quartz fires ({@link CronTimes}).
 */
final class Slots {
  private Slots() {}

  /**
   * @param knownSince slots before this instant are not caught up; one at exactly this instant
   *     counts
   * @param lastSlot the latest slot that was started, or null if none was
   * @param now a slot at exactly this instant counts
   */
  static Optional<Instant> due(
      String cron, ZoneId zone, Instant knownSince, @Nullable Instant lastSlot, Instant now) {
    CronTimes fires = CronTimes.of(cron, zone);
    Instant after =
        lastSlot == null || lastSlot.isBefore(knownSince) ? knownSince.minusNanos(1) : lastSlot;
    long last = now.getEpochSecond();
    long newest = next(fires, after);
    if (newest > last) {
      return Optional.empty();
    }
    // newest is a slot; there is none after silent. Slots are whole seconds.
    long silent = last;
    while (newest < silent) {
      long middle = newest + (silent - newest) / 2;
      long next = next(fires, Instant.ofEpochSecond(middle));
      if (next <= last) {
        newest = next;
      } else {
        silent = middle;
      }
    }
    return Optional.of(Instant.ofEpochSecond(newest));
  }

  /** The second of the first slot after an instant; {@link Long#MAX_VALUE} if there is none. */
  private static long next(CronTimes fires, Instant after) {
    return fires.firstAfter(after).map(Instant::getEpochSecond).orElse(Long.MAX_VALUE);
  }
}
