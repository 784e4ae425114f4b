package dev.lapse.event;

import java.time.Duration;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Removes events after thirty days, with the deliveries of them. What is still to be delivered, or
 * was given up and waits for an operator, stays; also a dead letter of a destination that {@code
 * events.yaml} does not name any more.
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
   * Removes what is old, each portion in a transaction of its own.
   *
   * @return how many events were removed
   */
  public int old(Instant now) {
    int all = 0;
    int removed;
    do {
      removed =
          jdbc.sql(FORGET)
              .param("before", EventTimes.parameter(now.minus(KEPT)))
              .param("most", AT_ONCE)
              .update();
      all += removed;
    } while (removed == AT_ONCE);
    return all;
  }
}
