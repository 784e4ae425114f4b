package dev.lapse.plan;

import java.text.ParseException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Date;
import java.util.Optional;
import java.util.TimeZone;
import org.quartz.CronExpression;

/**
 * When a cron expression fires, as Quartz computes it: a local time skipped in spring does not
 * fire, and one that occurs twice in autumn fires only the second time.
 */
public final class CronTimes {
  private final CronExpression fires;

  private CronTimes(CronExpression fires) {
    this.fires = fires;
  }

  /**
   * Reads an expression.
   *
   * @throws IllegalArgumentException if it is not a cron expression
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

  /** The first time after an instant, a whole second; empty if there is none. */
  public Optional<Instant> firstAfter(Instant instant) {
    return Optional.ofNullable(fires.getTimeAfter(Date.from(instant))).map(Date::toInstant);
  }
}
