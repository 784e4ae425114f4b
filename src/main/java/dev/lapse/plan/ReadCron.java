package dev.lapse.plan;

import dev.lapse.file.YamlValue;
import java.text.ParseException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TimeZone;
import java.util.regex.Pattern;
import org.quartz.CronExpression;

/** Reads a cron expression in Quartz's syntax; its messages help users of Unix cron. */
final class ReadCron {
  private static final int LONGEST = 120; // column cron_expression of Quartz's tables
  private static final List<String> DAYS =
      List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN");
  private static final Pattern DAY_NUMBER = Pattern.compile("(?<![/#0-9])[0-7](?![0-9])");

  private static final Pattern INTERNALS = Pattern.compile(" \\(java\\..*|\\.$");

  private ReadCron() {}

  /** The expression in upper case with one space between the fields; it fires after {@code now}. */
  static String from(YamlValue value, ZoneId zone, Instant now) {
    List<String> fields =
        Arrays.asList(value.text().strip().toUpperCase(Locale.ROOT).split("\\s+"));
    String cron = String.join(" ", fields);
    if (fields.size() == 5) {
      throw value.wrong(
          "'cron' is '%s', which has the five fields of Unix cron; %s"
              .formatted(value.text(), instead(quartzOfUnix(fields))));
    }
    if (fields.size() != 6 && fields.size() != 7) {
      throw value.wrong(
          ("'cron' is '%s', but must have six or seven fields: second, minute, hour, day of month,"
                  + " month, day of week and optionally year; such as 0 30 2 * * ?")
              .formatted(value.text()));
    }
    if (cron.length() > LONGEST) {
      throw value.wrong("'cron' must not be longer than " + LONGEST + " characters");
    }
    if (parse(value, fields, cron, zone).getTimeAfter(Date.from(now)) == null) {
      throw value.wrong(
          "'cron' is '%s', which never fires after %s; use a date in the future"
              .formatted(value.text(), now));
    }
    return cron;
  }

  private static CronExpression parse(
      YamlValue value, List<String> fields, String cron, ZoneId zone) {
    try {
      CronExpression expression = new CronExpression(cron);
      expression.setTimeZone(TimeZone.getTimeZone(zone));
      return expression;
    } catch (ParseException notCron) {
      throw value.wrong(
          "'cron' is '%s', which is not a Quartz cron expression: %s; %s"
              .formatted(
                  value.text(),
                  INTERNALS.matcher(String.valueOf(notCron.getMessage())).replaceFirst(""),
                  instead(withQuestionMark(fields))));
    }
  }

  private static String instead(Optional<String> right) {
    return right
        .filter(CronExpression::isValidExpression)
        .map(cron -> "write '" + cron + "'")
        .orElse("write six fields such as 0 30 2 * * ? (every day at 02:30)");
  }

  /**
   * Quartz has a field for seconds, requires a ? for one of the two day fields and counts weekdays
   * from Sunday = 1.
   */
  private static Optional<String> quartzOfUnix(List<String> unix) {
    String weekday =
        DAY_NUMBER.matcher(unix.get(4)).replaceAll(day -> DAYS.get(Integer.parseInt(day.group())));
    return withQuestionMark(
        List.of("0", unix.get(0), unix.get(1), unix.get(2), unix.get(3), weekday));
  }

  private static Optional<String> withQuestionMark(List<String> fields) {
    List<String> right = new ArrayList<>(fields);
    if (right.get(5).equals("*")) {
      right.set(5, "?");
    } else if (right.get(3).equals("*")) {
      right.set(3, "?");
    } else {
      return Optional.empty();
    }
    return Optional.of(String.join(" ", right));
  }
}
