package dev.lapse.policy;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * How long rows are kept for a law, counted from a date of their own. Added as every period is
 * (docs/policy-facts.md, fact 4). A date without a zone may have been meant in any: it counts as
 * the last instant that it can be, so that no row goes early.
 *
 * @param zone of the account
 */
public record KeptPeriod(Period duration, ZoneId zone) {
  /** The zone in which every hour and every day is last. */
  private static final ZoneOffset LAST = ZoneOffset.ofHours(-12);

  /** When it is over for a row of this instant. */
  public Instant after(Instant at) {
    return Policy.plus(at, duration, zone);
  }

  /** When it is over for a row of this time of an unknown zone: in whichever zone that is last. */
  public Instant after(LocalDateTime at) {
    Instant last = at.toInstant(LAST);
    Instant counted = after(last);
    Instant byTheCalendar = Policy.plus(last, duration, LAST);
    return counted.isBefore(byTheCalendar) ? byTheCalendar : counted;
  }

  /** When it is over for a row of this day, which may be of its last moment. */
  public Instant after(LocalDate day) {
    return after(day.atTime(LocalTime.MAX));
  }
}
