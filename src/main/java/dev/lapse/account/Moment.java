package dev.lapse.account;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * An instant as it is told to people: exact, and as the clocks of the account's time zone show it.
 *
 * @param at the instant
 * @param local the same with the offset of the zone
 * @param zone the time zone
 */
public record Moment(Instant at, OffsetDateTime local, ZoneId zone) {
  static Moment in(ZoneId zone, Instant at) {
    return new Moment(at, at.atZone(zone).toOffsetDateTime(), zone);
  }

  static @Nullable Moment find(ZoneId zone, @Nullable Instant at) {
    return at == null ? null : in(zone, at);
  }
}
