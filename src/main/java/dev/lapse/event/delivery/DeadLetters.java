package dev.lapse.event.delivery;

import dev.lapse.clock.Timestamps;
import dev.lapse.problem.Problem;
import dev.lapse.problem.ProblemType;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Lists and resends dead letters. */
@Component
public class DeadLetters {
  private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);
  private static final String ALL =
      """
      select d.destination, e.id, e.type, d.account_id, e.at, d.attempts, d.last_status, d.last_error
      from lapse.delivery d
      join lapse.event e on e.number = d.event_number
      where d.state = 'dead'
      order by d.event_number, d.destination
      limit :most
      """;
  private static final String COUNT =
      """
      select count(*)
      from lapse.delivery
      where state = 'dead'
      """;

  /** Reopens all in one transaction, so that the events of one account keep their order. */
  private static final String RESEND =
      """
      with wanted as (
        select d.destination, d.event_number, e.id
        from lapse.delivery d
        join lapse.event e on e.number = d.event_number
        where d.state = 'dead'
          and (cast(:destination as text) is null or d.destination = cast(:destination as text))
          and (cast(:ids as uuid[]) is null or e.id = any(cast(:ids as uuid[])))
        order by d.event_number, d.destination
        for update of d
      )
      update lapse.delivery d
      set state = 'pending', attempts = 0, next_attempt_at = :now, resent_by = :actor, resent_at = :now
      from wanted
      where d.destination = wanted.destination
        and d.event_number = wanted.event_number
      returning wanted.id
      """;

  private static final String DESTINATIONS_OF =
      """
      select distinct d.destination
      from lapse.delivery d
      join lapse.event e on e.number = d.event_number
      where d.state = 'dead'
        and e.id = any(:ids)
      order by d.destination
      """;

  private final JdbcClient jdbc;
  private final StopDestination stop;
  private final TransactionOperations transaction;
  private final InstantSource clock;

  DeadLetters(
      JdbcClient jdbc,
      StopDestination stop,
      TransactionOperations transaction,
      InstantSource clock) {
    this.jdbc = jdbc;
    this.stop = stop;
    this.transaction = transaction;
    this.clock = clock;
  }

  /** The oldest dead letters, at most {@code most}. */
  public List<DeadLetter> oldest(int most) {
    return jdbc.sql(ALL).param("most", most).query(DeadLetter::read).list();
  }

  public long count() {
    return jdbc.sql(COUNT).query(Long.class).single();
  }

  /**
   * Resends dead letters: all of them or, if one cannot be resent, none.
   *
   * @param destination only this destination, or null for every destination at which they are dead
   * @param events only these events, or null for all of the destination
   * @return number of deliveries that are open again
   * @throws NotDeliverable if there is no such destination or dead letter, or if the destination is
   *     stopped
   */
  public int resend(@Nullable String destination, @Nullable Collection<UUID> events, String actor) {
    if (destination == null && events == null) {
      throw new NotDeliverable(
          new Problem(ProblemType.INVALID, "name a destination, or the events to resend"));
    }
    if (destination != null) {
      stop.requireKnown(destination);
      stop.requireGoing(destination);
    } else {
      List<String> destinations =
          jdbc.sql(DESTINATIONS_OF)
              .param("ids", Objects.requireNonNull(events).toArray(UUID[]::new))
              .query(String.class)
              .list();
      destinations.forEach(stop::requireKnown);
      destinations.forEach(stop::requireGoing);
    }
    int resent =
        Objects.requireNonNull(transaction.execute(status -> open(destination, events, actor)));
    log.info("{} dead letters will be resent, requested by {}", resent, actor);
    return resent;
  }

  private int open(@Nullable String destination, @Nullable Collection<UUID> events, String actor) {
    List<UUID> resent =
        jdbc.sql(RESEND)
            .param("destination", destination)
            .param("ids", events == null ? null : events.toArray(UUID[]::new))
            .param("actor", actor)
            .param("now", Timestamps.parameter(clock.instant()))
            .query(UUID.class)
            .list();
    if (events != null) {
      Set<UUID> missing = new HashSet<>(events);
      resent.forEach(missing::remove);
      if (!missing.isEmpty()) {
        throw new NotDeliverable(
            new Problem(
                ProblemType.NOT_FOUND,
                "event %s is not a dead letter; see 'lapse events dead-letters'"
                    .formatted(missing.iterator().next())));
      }
    }
    return resent.size();
  }
}
