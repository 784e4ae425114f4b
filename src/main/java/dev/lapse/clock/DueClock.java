package dev.lapse.clock;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The present as far as deadlines go: the earlier of the program's clock and the clock of Lapse's
 * own database. What cannot be undone, and what was promised, is due when both say so
 * (docs/policy-facts.md, fact 4). What is written down takes its instant from here too, so that it
 * never lies ahead of the database.
 *
 * <p>Each call asks the database: it is for the moment of a decision, not for every request.
 */
@Component
public final class DueClock {
  private static final String DATABASE = "select lapse.clock()";

  private final JdbcClient jdbc;
  private final Clock program;

  DueClock(JdbcClient jdbc, Clock program) {
    this.jdbc = jdbc;
    this.program = program;
  }

  /** The earlier of both clocks. */
  public Instant instant() {
    return notAhead(program.instant());
  }

  /** An instant that the program's clock showed a moment ago, or the database's if earlier. */
  public Instant notAhead(Instant now) {
    Instant database = database();
    return database.isBefore(now) ? database : now;
  }

  /** What the clock of Lapse's own database shows. */
  public Instant database() {
    return jdbc.sql(DATABASE)
        .query((row, number) -> row.getObject(1, OffsetDateTime.class).toInstant())
        .single();
  }
}
