package dev.lapse.event.delivery;

import dev.lapse.clock.Timestamps;
import java.time.Duration;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Deletes events after thirty days, with their deliveries. Events that are still to be delivered,
 * and dead letters that wait for an operator, stay, even those of destinations that are no longer
 * in {@code events.yaml}.
 */
@Component
public class ForgetEvents {
  static final Duration KEPT = Duration.ofDays(30);
  private static final int AT_ONCE = 1_000;
  private static final String FORGET =
      """
      delete from lapse.event
      where number in (
        select e.number
        from lapse.event e
        where e.recorded_at <= :before
          and not exists (
            select
            from lapse.delivery d
            where d.event_number = e.number
              and (d.state in ('pending', 'dead') or d.lease is not null)
          )
        order by e.recorded_at
        limit :most
        for update skip locked
      )
      """;

  private final JdbcClient jdbc;

  ForgetEvents(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Deletes old events, each portion in its own transaction.
   *
   * @return the number of deleted events
   */
  public int old(Instant now) {
    int all = 0;
    int removed;
    do {
      removed =
          jdbc.sql(FORGET)
              .param("before", Timestamps.parameter(now.minus(KEPT)))
              .param("most", AT_ONCE)
              .update();
      all += removed;
    } while (removed == AT_ONCE);
    return all;
  }
}
