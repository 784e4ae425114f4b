package dev.lapse.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestDatabases.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** With the clock that the database has in production. */
class DueClockIT {
  private static final TestDatabase DATABASE = TestDatabases.lapse();
  private static final JdbcClient AS_THE_PROGRAM =
      JdbcClient.create(DATABASE.dataSource("lapse", DATABASE.password()));
  private static final Duration YEAR = Duration.ofDays(365);

  @Test
  void programThatIsAheadWaitsForTheDatabase() {
    Clock ahead = Clock.offset(Clock.systemUTC(), YEAR);

    assertThat(new DueClock(AS_THE_PROGRAM, ahead).instant())
        .isCloseTo(Instant.now(), within(10, ChronoUnit.SECONDS));
  }

  @Test
  void programThatIsBehindWaitsForItself() {
    Clock behind = Clock.fixed(Instant.now().minus(YEAR), Clock.systemUTC().getZone());

    assertThat(new DueClock(AS_THE_PROGRAM, behind).instant()).isEqualTo(behind.instant());
  }

  @Test
  void databaseShowsTheMomentAndNotTheStartOfTheTransaction() {
    DATABASE.run(
        """
        do $$ begin
          perform pg_sleep(0.01);
          if lapse.clock() <= now() or lapse.clock() > clock_timestamp() then
            raise exception 'it stands still';
          end if;
        end $$
        """);
  }

  /** The instants that the program wrote are a year later, and do not count. */
  @Test
  void earlyActionsAreJudgedByTheDatabasesClock() {
    DATABASE.run(
        """
        insert into lapse.account (id, kind, state, cell, time_zone, lapse_number, lapsed_at, cut_off_due, purge_due)
        select id, 'direct', 'closed', 'main', 'UTC', 1, now() + due, now() + due, now() + due
        from (values ('due', interval '0'), ('not yet', interval '1 day')) as account (id, due);
        update lapse.account
        set billing_removed_at = now() + interval '1 year',
          cut_off_at = now() + interval '1 year',
          point_of_no_return_at = now() + interval '1 year';
        insert into lapse.kept (account_id, lapse_number, set_name, why, keep_until)
        values ('due', 1, 'a', 'law', now()), ('not yet', 1, 'b', 'law', now() + interval '1 day');
        update lapse.kept set erased_at = now() + interval '1 year';
        """);

    assertThat(
            AS_THE_PROGRAM
                .sql("select account_id || ': ' || action from lapse.early_action order by action")
                .query(String.class)
                .list())
        .containsExactly(
            "not yet: cut-off",
            "not yet: erasure",
            "not yet: expiry of a kept set",
            "not yet: remove-billing-details");
  }
}
