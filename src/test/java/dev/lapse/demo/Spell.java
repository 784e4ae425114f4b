package dev.lapse.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers, times and schedules in plain words. */
final class Spell {
  static final ZoneId UTC = ZoneId.of("UTC");

  private static final DateTimeFormatter DAY = format("d MMMM yyyy");
  private static final DateTimeFormatter MINUTE = format("EEE d MMM, HH:mm");
  private static final DateTimeFormatter SECOND = format("EEEE d MMMM yyyy, HH:mm:ss");
  private static final int DAYS_OF_YEAR = 365;
  private static final int NIGHT_ENDS = 6;

  private Spell() {}

  static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  static String accounts(long number) {
    return counted(number, "account");
  }

  static String day(Instant instant, ZoneId zone) {
    return DAY.format(instant.atZone(zone));
  }

  static String minute(Instant instant, ZoneId zone) {
    return MINUTE.format(instant.atZone(zone));
  }

  static String second(Instant instant, ZoneId zone) {
    return SECOND.format(instant.atZone(zone)) + " " + zone.getId();
  }

  static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
  }

  /** The two largest units that say something: 3 years 41 days, 27 days, 5 hours 10 minutes. */
  static String spell(Duration time) {
    long days = time.toDays();
    if (days >= DAYS_OF_YEAR) {
      return both(counted(days / DAYS_OF_YEAR, "year"), days % DAYS_OF_YEAR, "day");
    }
    if (days > 0) {
      return counted(days, "day");
    }
    if (time.toHours() > 0) {
      return both(counted(time.toHours(), "hour"), time.toMinutesPart(), "minute");
    }
    return time.toMinutes() > 0
        ? both(counted(time.toMinutes(), "minute"), time.toSecondsPart(), "second")
        : counted(time.toSeconds(), "second");
  }

  /** "every night at 02:00 UTC" for a cron that fires once a day, else the cron itself. */
  static String schedule(String cron, ZoneId zone) {
    String[] fields = cron.split(" ");
    boolean daily =
        fields.length >= 6
            && fields[0].equals("0")
            && fields[1].matches("\\d{1,2}")
            && fields[2].matches("\\d{1,2}")
            && (fields[3] + fields[4] + fields[5]).matches("[*?]{3}");
    if (!daily) {
      return cron + " " + zone.getId();
    }
    int hour = Integer.parseInt(fields[2]);
    return String.format(
        Locale.ROOT,
        "every %s at %02d:%02d %s",
        hour < NIGHT_ENDS ? "night" : "day",
        hour,
        Integer.parseInt(fields[1]),
        zone.getId());
  }

  static String counted(long number, String unit) {
    return number(number) + " " + unit + (number == 1 ? "" : "s");
  }

  private static String both(String first, long second, String unit) {
    return second == 0 ? first : first + " " + counted(second, unit);
  }

  private static DateTimeFormatter format(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.UK);
  }
}
