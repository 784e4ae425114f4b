package dev.lapse.event.delivery;

import dev.lapse.clock.Timestamps;
import dev.lapse.event.EventSettings;
import dev.lapse.problem.Problem;
import dev.lapse.problem.ProblemType;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Stops a destination that says it is gone, until an operator resumes it. Its events become dead
 * letters and can be resent after that.
 */
@Component
public class StopDestination {
  private static final Logger log = LoggerFactory.getLogger(StopDestination.class);
  private static final String STOP =
      """
      insert into lapse.destination (name, stopped_at)
      values (:name, :now)
      on conflict (name) do update
      set stopped_at = coalesce(destination.stopped_at, excluded.stopped_at)
      where destination.resumes = :resumes
      """;
  private static final String RESUME =
      """
      update lapse.destination
      set stopped_at = null, resumed_by = :actor, resumed_at = :now, resumes = resumes + 1
      where name = :name
        and stopped_at is not null
      """;
  private static final String RESUMES =
      """
      select coalesce(max(resumes), 0)
      from lapse.destination
      where name = :name
      """;
  private static final String IS_STOPPED =
      """
      select count(*) > 0
      from lapse.destination
      where name = :name
        and stopped_at is not null
      """;

  private final JdbcClient jdbc;
  private final EventSettings settings;
  private final Deliveries deliveries;
  private final InstantSource clock;

  StopDestination(
      JdbcClient jdbc, EventSettings settings, Deliveries deliveries, InstantSource clock) {
    this.jdbc = jdbc;
    this.settings = settings;
    this.deliveries = deliveries;
    this.clock = clock;
  }

  /** How often an operator has resumed the destination; to be read before an attempt. */
  int resumes(String name) {
    return jdbc.sql(RESUMES).param("name", name).query(Integer.class).single();
  }

  /**
   * Stops the destination, unless an operator has resumed it since the attempt began.
   *
   * @param resumes how often it had been resumed before the attempt
   */
  void stop(String name, int status, Instant now, int resumes) {
    boolean stopped =
        jdbc.sql(STOP)
                .param("name", name)
                .param("now", Timestamps.parameter(now))
                .param("resumes", resumes)
                .update()
            == 1;
    if (stopped) {
      deliveries.moveToDeadLetters(name);
      log.warn(
          "{} answered {}: it gets no events until 'lapse events resume --webhook {}'",
          name,
          status,
          name);
    } else {
      log.info("{} answered {} to an event sent before it was resumed", name, status);
    }
  }

  /**
   * True if the destination is stopped. Events written while it was being stopped become dead
   * letters too.
   */
  boolean isStopped(String name) {
    boolean stopped = jdbc.sql(IS_STOPPED).param("name", name).query(Boolean.class).single();
    if (stopped) {
      deliveries.moveToDeadLetters(name);
    }
    return stopped;
  }

  /** Gives up and logs the events of destinations that were renamed or removed. */
  void giveUpUnknown() {
    deliveries
        .moveUnknownToDeadLetters(settings.names())
        .forEach(
            (name, count) ->
                log.error(
                    "{} events wait for {}, which is not in events.yaml: they are dead letters now; add it again and resend them with 'lapse events resend --webhook {}'",
                    count,
                    name,
                    name));
  }

  /**
   * Resumes delivery of new events to a destination.
   *
   * @return false if it was not stopped
   * @throws NotDeliverable if there is no such destination
   */
  public boolean resume(String name, String actor) {
    requireKnown(name);
    boolean resumed =
        jdbc.sql(RESUME)
                .param("name", name)
                .param("actor", actor)
                .param("now", Timestamps.parameter(clock.instant()))
                .update()
            == 1;
    if (resumed) {
      log.info("delivery to {} was resumed by {}", name, actor);
    }
    return resumed;
  }

  void requireKnown(String name) {
    if (!settings.names().contains(name)) {
      throw new NotDeliverable(
          new Problem(
              ProblemType.NOT_FOUND,
              "there is no destination '%s'; events.yaml has %s"
                  .formatted(
                      name,
                      settings.names().isEmpty() ? "none" : String.join(", ", settings.names()))));
    }
  }

  void requireGoing(String name) {
    if (isStopped(name)) {
      throw new NotDeliverable(
          new Problem(
              ProblemType.DESTINATION_STOPPED,
              "destination '%s' answered that it is gone and is stopped; resume it first: lapse events resume --webhook %s"
                  .formatted(name, name),
              Map.of("destination", name)));
    }
  }
}
