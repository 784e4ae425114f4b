package dev.lapse.schedule;

import dev.lapse.policy.JobName;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code lapse.slot}: the schedule of one job and cell, and its last slot.
 *
 * @param knownSince slots before this instant are not caught up
 * @param lastSlot the latest business date for which the schedule started a run
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
