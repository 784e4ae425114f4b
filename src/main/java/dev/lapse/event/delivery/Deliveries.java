package dev.lapse.event.delivery;

import dev.lapse.clock.Timestamps;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

/**
 * Leases rows of {@code lapse.delivery} and records the results. Each statement is its own
 * transaction; none is open while Lapse waits for a destination.
 */
@Component
class Deliveries {
  /**
   * The oldest open event of each account, if it is due. An older one that was superseded while it
   * was being delivered also blocks the later ones.
   */
  private static final String LEASE =
      """
      with due as (
        select d.destination, d.event_number
        from lapse.delivery d
        where d.destination = :destination
          and d.state = 'pending'
          and d.next_attempt_at <= :now
          and (d.leased_until is null or d.leased_until <= :now)
          and not exists (
            select
            from lapse.delivery older
            where older.account_id = d.account_id
              and older.destination = d.destination
              and older.event_number < d.event_number
              and (older.state = 'pending' or older.leased_until > :now)
          )
        order by d.next_attempt_at, d.event_number
        limit :most
        for update of d skip locked
      ),
      leased as (
        update lapse.delivery d
        set lease = :lease, leased_until = :until, attempts = d.attempts + 1
        from due
        where d.destination = due.destination
          and d.event_number = due.event_number
        returning d.destination, d.event_number, d.lease, d.attempts
      )
      select leased.destination, leased.lease, leased.attempts, e.number, e.id, e.type, e.account_id, e.at, e.data
      from leased
      join lapse.event e on e.number = leased.event_number
      order by e.number
      """;

  /**
   * A reminder that was written again after a hold is sent only to destinations that the first one
   * did not reach; it may have been on its way when the hold was placed.
   */
  private static final String STILL_TRUE =
      """
      select
        d.state = 'pending'
        and (
          e.valid_until is null
          or e.valid_until > :now
            and not exists (
              select
              from lapse.delivery had
              join lapse.event first on first.number = had.event_number
              where had.account_id = d.account_id
                and had.destination = d.destination
                and had.event_number < d.event_number
                and had.state = 'delivered'
                and first.type = e.type
                and first.lapse_number = e.lapse_number
                and first.data -> 'daysBefore' = e.data -> 'daysBefore'
            )
        )
      from lapse.delivery d
      join lapse.event e on e.number = d.event_number
      where d.destination = :destination
        and d.event_number = :number
        and d.lease = :lease
      """;

  /** A delivery that was superseded or given up meanwhile stays so, unless it arrived after all. */
  private static final String END =
      """
      update lapse.delivery
      set
        state = case when state = 'pending' or :state = 'delivered' then :state else state end,
        attempts = attempts - :notMade,
        next_attempt_at = coalesce(:next, next_attempt_at),
        lease = null,
        leased_until = null,
        last_status = :status,
        last_error = :error,
        delivered_at = :deliveredAt
      where destination = :destination
        and event_number = :number
        and lease = :lease
      """;

  private static final String MOVE_TO_DEAD_LETTERS =
      """
      with open as (
        select event_number
        from lapse.delivery
        where destination = :destination
          and state = 'pending'
          and exists (
            select
            from lapse.destination s
            where s.name = :destination and s.stopped_at is not null
          )
        order by event_number
        for update
      )
      update lapse.delivery d
      set state = 'dead', last_error = coalesce(last_error, 'the destination is stopped')
      from open
      where d.destination = :destination
        and d.event_number = open.event_number
      """;

  private static final String MOVE_UNKNOWN_TO_DEAD_LETTERS =
      """
      with open as (
        select destination, event_number
        from lapse.delivery
        where state = 'pending'
          and destination <> all(:names)
        order by event_number, destination
        for update
      )
      update lapse.delivery d
      set state = 'dead', last_error = 'events.yaml has no such destination'
      from open
      where d.destination = open.destination
        and d.event_number = open.event_number
      returning d.destination
      """;

  private final JdbcClient jdbc;

  Deliveries(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Leases due events, at most {@code most}, for this node alone until an instant. */
  List<Delivery> lease(String destination, int most, Instant now, Instant until) {
    return jdbc.sql(LEASE)
        .param("destination", destination)
        .param("most", most)
        .param("lease", UUID.randomUUID())
        .param("now", Timestamps.parameter(now))
        .param("until", Timestamps.parameter(until))
        .query(Delivery::read)
        .list();
  }

  /**
   * False if the event was superseded or has expired, if the destination already had the same
   * reminder, or if another node has taken over.
   */
  boolean isStillTrue(Delivery delivery, Instant now) {
    return statement(STILL_TRUE, delivery)
        .param("now", Timestamps.parameter(now))
        .query(Boolean.class)
        .optional()
        .orElse(false);
  }

  void delivered(Delivery delivery, @Nullable Integer status, Instant now) {
    end(delivery, "delivered", null, status, null, now, 0);
  }

  /** Schedules the next attempt, or makes it a dead letter if {@code next} is null. */
  void failed(Delivery delivery, @Nullable Integer status, String error, @Nullable Instant next) {
    end(delivery, next == null ? "dead" : "pending", next, status, error, null, 0);
  }

  void superseded(Delivery delivery) {
    end(delivery, "superseded", null, null, "no longer true", null, 1);
  }

  /** Returns the lease: the event was not attempted, or the result is unknown. */
  void released(Delivery delivery) {
    end(delivery, "pending", null, null, "interrupted", null, 1);
  }

  /** Makes the open events of a destination that is gone dead letters. */
  void moveToDeadLetters(String destination) {
    jdbc.sql(MOVE_TO_DEAD_LETTERS).param("destination", destination).update();
  }

  /**
   * Makes the open events of all destinations but these dead letters, because nobody would ever
   * deliver them.
   *
   * @return their number by destination
   */
  Map<String, Long> moveUnknownToDeadLetters(Collection<String> names) {
    return jdbc
        .sql(MOVE_UNKNOWN_TO_DEAD_LETTERS)
        .param("names", names.toArray(String[]::new))
        .query(String.class)
        .list()
        .stream()
        .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
  }

  private void end(
      Delivery delivery,
      String state,
      @Nullable Instant next,
      @Nullable Integer status,
      @Nullable String error,
      @Nullable Instant deliveredAt,
      int notMade) {
    statement(END, delivery)
        .param("state", state)
        .param("next", Timestamps.parameter(next))
        .param("status", status)
        .param("error", error)
        .param("deliveredAt", Timestamps.parameter(deliveredAt))
        .param("notMade", notMade)
        .update();
  }

  private StatementSpec statement(String sql, Delivery delivery) {
    return jdbc.sql(sql)
        .param("destination", delivery.destination())
        .param("number", delivery.event().number())
        .param("lease", delivery.lease());
  }
}
