package dev.lapse.run.api;

import dev.lapse.account.ValueParser;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.function.Function;

/**
 * A point in time as users write it: an instant, or a date, which means the start of that day in a
 * zone.
 */
public final class PointInTime {
  private PointInTime() {}

  public static Instant parse(String text, ZoneId zone, Function<String, RuntimeException> wrong) {
    try {
      Instant instant =
          text.contains("T")
              ? OffsetDateTime.parse(text).toInstant()
              : LocalDate.parse(text).atStartOfDay(zone).toInstant();
      if (!ValueParser.isInRange(instant)) {
        throw wrong.apply("'" + text + "' is not in the years 1 to 9999");
      }
      return instant;
    } catch (DateTimeException notATime) {
      throw wrong.apply(
          "'"
              + text
              + "' is neither an instant such as 2026-11-01T02:00:00Z nor a date such as 2026-11-01");
    }
  }
}
