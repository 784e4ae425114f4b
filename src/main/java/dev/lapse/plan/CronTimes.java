package dev.lapse.plan;

import java.text.ParseException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Date;
import java.util.Optional;
import java.util.TimeZone;
import org.quartz.CronExpression;

/**
 * When a cron expression fires, which is what Quartz says: a time that the clock skips in spring is
 * passed over, and of a time that the clock shows twice in autumn only the second counts.
 */
public final class CronTimes {
  private final CronExpression fires;

  private CronTimes(CronExpression fires) {
    this.fires = fires;
  }

  /**
   * Reads an expression.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static CronTimes of(String cron, ZoneId zone) {
    try {
      CronExpression expression = new CronExpression(cron);
      expression.setTimeZone(TimeZone.getTimeZone(zone));
      return new CronTimes(expression);
    } catch (ParseException notCron) {
      throw new IllegalArgumentException("not a cron expression: " + cron, notCron);
    }
  }

  /** The first time after an instant, a whole second; nothing if there is none. */
  public Optional<Instant> firstAfter(Instant instant) {
    return Optional.ofNullable(fires.getTimeAfter(Date.from(instant))).map(Date::toInstant);
  }
}
