package dev.lapse.schedule;

import dev.lapse.policy.JobName;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code lapse.slot}: how one job and cell is scheduled, and how far it came.
 *
 * @param knownSince slots before it are not made up for
 * @param lastSlot the newest business date that the schedule started a run for
 */
record Slot(
    JobName job,
    String cell,
    String cron,
    ZoneId zone,
    Instant knownSince,
    @Nullable Instant lastSlot) {

  Optional<Instant> due(Instant now) {
    return Slots.due(cron, zone, knownSince, lastSlot, now);
  }
}
