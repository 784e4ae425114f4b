package dev.lapse.event;

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
 * A destination that says it is gone gets nothing any more until an operator resumes it; what would
 * have gone to it is dead and can be sent again then.
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

  /** How often an operator has resumed it so far; to be read before an attempt. */
  int resumes(String name) {
    return jdbc.sql(RESUMES).param("name", name).query(Integer.class).single();
  }

  /**
   * Stops it, unless an operator has resumed it since the attempt began.
   *
   * @param resumes how often it had been resumed before the attempt
   */
  void stop(String name, int status, Instant now, int resumes) {
    boolean stopped =
        jdbc.sql(STOP)
                .param("name", name)
                .param("now", EventTimes.parameter(now))
                .param("resumes", resumes)
                .update()
            == 1;
    if (stopped) {
      deliveries.bury(name);
      log.warn(
          "{} answered {}: it gets no events until 'lapse events resume --webhook {}'",
          name,
          status,
          name);
    } else {
      log.info("{} answered {} to what was sent before it was resumed", name, status);
    }
  }

  /**
   * True if it is stopped. Events that were being written while it was stopped are dead then too.
   */
  boolean isStopped(String name) {
    boolean stopped = jdbc.sql(IS_STOPPED).param("name", name).query(Boolean.class).single();
    if (stopped) {
      deliveries.bury(name);
    }
    return stopped;
  }

  /** Gives up what waits for destinations that were renamed or taken out, and says so. */
  void giveUpUnknown() {
    deliveries
        .buryUnknown(settings.names())
        .forEach(
            (name, count) ->
                log.error(
                    "{} events wait for {}, which events.yaml does not name: they are dead letters now; name it again and send them with 'lapse events resend --webhook {}'",
                    count,
                    name,
                    name));
  }

  /**
   * Lets a destination have new events again.
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
                .param("now", EventTimes.parameter(clock.instant()))
                .update()
            == 1;
    if (resumed) {
      log.info("{} is resumed by {}", name, actor);
    }
    return resumed;
  }

  void requireKnown(String name) {
    if (!settings.names().contains(name)) {
      throw new NotDeliverable(
          new Problem(
              ProblemType.NOT_FOUND,
              "there is no destination '%s'; events.yaml names %s"
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
              "destination '%s' said that it is gone and is stopped; resume it first: lapse events resume --webhook %s"
                  .formatted(name, name),
              Map.of("destination", name)));
    }
  }
}
