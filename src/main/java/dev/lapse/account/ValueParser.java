package dev.lapse.account;

import dev.lapse.file.NearestName;
import dev.lapse.policy.EnumNames;
import dev.lapse.policy.Policy;
import dev.lapse.problem.WrongValue;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.Function;

/**
 * Parses the values of imports, requests and commands. Each method rejects invalid text with a
 * {@link WrongValue} that says what is valid.
 */
public final class ValueParser {
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);
  private static final Duration FRESH = Duration.ofHours(24);

  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("9999-12-31T00:00:00Z");

  private ValueParser() {}

  /** Whether PostgreSQL and everybody's calendar can hold an instant: the years 1 to 9999. */
  public static boolean isInRange(Instant instant) {
    return !instant.isBefore(FIRST) && instant.isBefore(END);
  }

  public static Function<String, Instant> instant(String name) {
    return text -> {
      try {
        Instant instant = OffsetDateTime.parse(text).toInstant();
        if (!isInRange(instant)) {
          throw new WrongValue(
              "'%s' is '%s', but must be in the years 1 to 9999".formatted(name, text));
        }
        return Policy.wholeMicrosUp(instant);
      } catch (DateTimeException notAnInstant) {
        throw new WrongValue(
            "'%s' is '%s', but must be an instant such as 2026-11-01T09:30:00Z"
                .formatted(name, text));
      }
    };
  }

  /** The instant of a lapse, however long ago. */
  public static Function<String, Instant> lapsedAt(Instant now) {
    return instant("lapsedAt").andThen(lapsedAt -> notInFuture(lapsedAt, now));
  }

  /**
   * The instant of a lapse that is reported when it happens.
   *
   * @throws WrongValue if it is more than five minutes ahead, or more than a day ago
   */
  public static Instant freshLapse(Instant lapsedAt, Instant now) {
    notInFuture(lapsedAt, now);
    if (lapsedAt.isBefore(now.minus(FRESH))) {
      throw new WrongValue(
          "'lapsedAt' is %s, which is more than 24 hours ago; import older lapses"
              .formatted(lapsedAt));
    }
    return Policy.wholeMicrosUp(lapsedAt);
  }

  private static Instant notInFuture(Instant lapsedAt, Instant now) {
    if (lapsedAt.isAfter(now.plus(CLOCK_SKEW))) {
      throw new WrongValue("'lapsedAt' is " + lapsedAt + ", which is in the future");
    }
    if (lapsedAt.atOffset(ZoneOffset.UTC).getYear() < 1970) {
      throw new WrongValue("'lapsedAt' is " + lapsedAt + ", which is before 1970");
    }
    return lapsedAt;
  }

  /** When a hold ends by itself. */
  public static Instant holdEnd(Instant until, Instant now) {
    if (!until.isAfter(now)) {
      throw new WrongValue(
          "'until' is %s, which is in the past: the hold would have no effect".formatted(until));
    }
    return until;
  }

  /** How long a customer expects a pause to last. */
  public static Period expectedLength(String text) {
    try {
      Period period = Period.parse(text);
      if (!period.isNegative() && !period.isZero()) {
        return period;
      }
    } catch (DateTimeException notAPeriod) {
      throw notAPeriod(text);
    }
    throw notAPeriod(text);
  }

  private static WrongValue notAPeriod(String text) {
    return new WrongValue(
        "'expectedLength' is '%s', but must be a period such as P3M".formatted(text));
  }

  public static ZoneId zone(String text) {
    try {
      return ZoneId.of(text);
    } catch (DateTimeException notAZone) {
      throw new WrongValue(
          "'timeZone' is '%s', which is not a time zone%s"
              .formatted(
                  text,
                  NearestName.of(text, ZoneId.getAvailableZoneIds())
                      .map(near -> "; did you mean '" + near + "'?")
                      .orElse("; use a name such as Europe/Paris")));
    }
  }

  public static <E extends Enum<E>> Function<String, E> constant(Class<E> type, String name) {
    return text ->
        EnumNames.find(type, text)
            .orElseThrow(
                () ->
                    new WrongValue(
                        "'%s' is '%s', but must be one of %s"
                            .formatted(name, text, String.join(", ", EnumNames.all(type)))));
  }

  /** A whole number from 1 to {@code most}. */
  public static long whole(String name, String text, long most) {
    try {
      long number = Long.parseLong(text);
      if (number >= 1 && number <= most) {
        return number;
      }
    } catch (NumberFormatException noNumber) {
      // reported below, like a number that is out of range
    }
    throw new WrongValue(
        most == Long.MAX_VALUE
            ? "'%s' is '%s', but must be a number from 1".formatted(name, text)
            : "'%s' is '%s', but must be a number from 1 to %d".formatted(name, text, most));
  }
}
