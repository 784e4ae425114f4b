package dev.lapse.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.testing.TestProgram;
import dev.lapse.testing.TestRoles;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * The first read of many accounts adds them together: statements are counted, because their number
 * is the same on every machine.
 */
class FirstReadIT {
  private static final int MANY = 5_000;

  /** Each page: what is known, what is added, its reminders and markers; begin and commit. */
  private static final long MOST_FOR_A_PAGE = 12;

  private static final String STATEMENTS =
      """
      select coalesce(sum(s.calls), 0)
      from pg_stat_statements s
      join pg_database d on d.oid = s.dbid
      where d.datname = :database
        and s.userid = cast(:role as regrole)
        and s.toplevel
      """;

  private final TestProgram program = StoreProgram.withClosed(0);

  @Test
  void manyAccountsTakeHardlyMoreStatementsThanFew() {
    program.product.run("create extension if not exists pg_stat_statements");
    program.product.run(StoreProgram.rows(StoreProgram.CLOSED, 1, 10));
    long few = statements();
    program.product.run(
        StoreProgram.rows(StoreProgram.CLOSED, 11, 10 + MANY / 2)
            + "insert into account (id, state, lapsed_at, retain_data)"
            + " select i, 'paused', '2026-11-09T00:00:00Z', true from generate_series(%d, %d) i"
                .formatted(11 + MANY / 2, 10 + MANY));

    long many = statements();

    assertThat(count()).isEqualTo(10 + MANY);
    assertThat(few).isLessThanOrEqualTo(MOST_FOR_A_PAGE);
    assertThat(many).isLessThanOrEqualTo(2 * MOST_FOR_A_PAGE);
    program.clock.advance(Duration.ofHours(1));
    assertThat(statements()).as("nothing new").isLessThanOrEqualTo(2 * MOST_FOR_A_PAGE);
  }

  private long statements() {
    program.product.run("select pg_stat_statements_reset()");
    assertThat(program.get(ReadAccounts.class).sync("main", true)).isEmpty();
    return program
        .inProduct()
        .sql(STATEMENTS)
        .param("database", program.lapse.name())
        .param("role", TestRoles.RUNTIME)
        .query(Long.class)
        .single();
  }

  private long count() {
    return program.inLapse().sql("select count(*) from lapse.account").query(Long.class).single();
  }
}
