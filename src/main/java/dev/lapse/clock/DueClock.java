package dev.lapse.clock;

import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The current time for deadlines: the earlier of the program's clock and the clock of Lapse's own
 * database. Irreversible and promised actions are due only when both clocks say so
 * (docs/policy-facts.md, fact 4). Recorded instants come from here too, so that they are never
 * ahead of the database.
 *
 * <p>Each call queries the database, so use it for decisions and not for every request.
 */
@Component
public final class DueClock {
  private static final String DATABASE = "select lapse.clock()";

  private final JdbcClient jdbc;
  private final InstantSource program;

  DueClock(JdbcClient jdbc, InstantSource program) {
    this.jdbc = jdbc;
    this.program = program;
  }

  /** The earlier of both clocks. */
  public Instant instant() {
    return notAhead(program.instant());
  }

  /** An instant just read from the program's clock, or the database's time if that is earlier. */
  public Instant notAhead(Instant now) {
    Instant database = database();
    return database.isBefore(now) ? database : now;
  }

  /** The time of Lapse's own database. */
  public Instant database() {
    return jdbc.sql(DATABASE)
        .query((row, number) -> row.getObject(1, OffsetDateTime.class).toInstant())
        .single();
  }
}
