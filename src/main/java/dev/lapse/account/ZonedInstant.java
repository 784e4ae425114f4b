package dev.lapse.account;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * An instant for people to read: exact, and as local time in the account's time zone.
 *
 * @param at the instant
 * @param local the same instant with the zone's offset
 * @param zone the time zone
 */
public record ZonedInstant(Instant at, OffsetDateTime local, ZoneId zone) {
  public static ZonedInstant in(ZoneId zone, Instant at) {
    return new ZonedInstant(at, at.atZone(zone).toOffsetDateTime(), zone);
  }

  public static @Nullable ZonedInstant find(ZoneId zone, @Nullable Instant at) {
    return at == null ? null : in(zone, at);
  }
}
