package dev.lapse.run;

import static dev.lapse.testing.SharedProgram.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.account.lifecycle.Holds;
import dev.lapse.policy.JobName;
import dev.lapse.run.record.RunSummary;
import dev.lapse.testing.Checksums;
import dev.lapse.testing.Concurrently;
import dev.lapse.testing.Import;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** One account that fails never stops the others, and is tried again the next night. */
class FailureIT {
  private static final String REFUSE =
      """
      create or replace trigger refuse before delete on contact
        for each row when (old.account_id in (%s)) execute function refuse();
      """;

  private final TestProgram program = SharedProgram.withAccounts(100);
  private final StartRun start = program.get(StartRun.class);

  @Test
  void oneBadAccountOfAHundredIsFoundAndTheOthersAreDone() {
    importAll(100);
    program.product.run(REFUSE.formatted("57"));
    String bad = Checksums.of(program.inProduct(), "contact t where account_id = 57");

    RunSummary run = start.start(Request.of(JobName.PURGE).get());

    assertThat(run.status()).isEqualTo("partial");
    assertThat(run.accounts()).isEqualTo(new RunSummary.AccountCounts(100, 99, 0, 1));
    assertThat(run.rows()).isEqualTo(99 * SharedProgram.ROWS_PER_ACCOUNT);
    assertThat(failed()).isEqualTo("57");
    assertThat(Checksums.of(program.inProduct(), "contact t where account_id = 57")).isEqualTo(bad);
    assertThat(program.inProduct().sql("select id from account").query(Long.class).list())
        .containsExactly(57L);
  }

  @Test
  void blockedAccountsAreCountedByTheReason() {
    importAll(3);
    program.product.run("create table surprise (id bigint)");
    double before = blocked("unclassified");

    assertThat(program.run(JobName.PURGE).status()).isEqualTo("failed");

    assertThat(blocked("unclassified") - before).isEqualTo(3);
    assertThat(program.inProduct().sql("select count(*) from contact").query(Long.class).single())
        .isEqualTo(300);
  }

  private double blocked(String reason) {
    return total("blocked-erasures", reason);
  }

  @Test
  void errorTellsThePlaceAndNoPersonalData() {
    importAll(2);
    program.product.run(REFUSE.formatted("2"));

    RunSummary run = start.start(Request.of(JobName.PURGE).get());

    assertThat(run.reasons())
        .containsOnlyKeys(
            "failed: an error raised by PL/pgSQL function refuse() line 3 (SQLSTATE 23001)");
    assertThat(
            program
                .inLapse()
                .sql(
                    """
                    select string_agg(t::text, ' ')
                    from (
                      select detail::text from lapse.evidence where run_id = :run
                      union all
                      select i::text from lapse.plan_item i
                    ) t
                    """)
                .param("run", run.run())
                .query(String.class)
                .single())
        .contains("refuse()")
        .doesNotContain("who2")
        .doesNotContain("example.org");
  }

  @Test
  void nextNightTriesAgain() {
    importAll(3);
    program.product.run(REFUSE.formatted("2"));
    start.start(Request.of(JobName.PURGE).get());
    program.product.run(REFUSE.formatted("-1"));
    program.clock.advance(Duration.ofDays(1));

    RunSummary next = start.start(Request.of(JobName.PURGE).asOf(program.clock.instant()).get());

    assertThat(next.status()).isEqualTo("completed");
    assertThat(next.accounts()).isEqualTo(new RunSummary.AccountCounts(1, 1, 0, 0));
    assertThat(next.rows()).isEqualTo(SharedProgram.ROWS_PER_ACCOUNT);
  }

  @Test
  void sameSlotStartedAgainTriesOnlyTheFailed() {
    importAll(3);
    program.product.run(REFUSE.formatted("2"));
    start.start(Request.of(JobName.PURGE).get());
    program.product.run(REFUSE.formatted("-1"));

    RunSummary again = start.start(Request.of(JobName.PURGE).get());

    assertThat(again.accounts()).isEqualTo(new RunSummary.AccountCounts(3, 3, 0, 0));
    assertThat(again.rows()).isEqualTo(3 * SharedProgram.ROWS_PER_ACCOUNT);
  }

  @Test
  void totalsOnlyGrowWhenFailedAccountsAreTriedAgain() {
    importAll(3);
    program.product.run(REFUSE.formatted("2"));
    start.start(Request.of(JobName.PURGE).get());
    Map<String, Double> first = totals();
    assertThat(first)
        .containsEntry("enforced-accounts failed", 1.0)
        .containsEntry("enforced-accounts done", 2.0)
        .containsEntry("erased-rows product.public.contact", 2 * 3.0);

    start.start(Request.of(JobName.PURGE).get());
    assertThat(totals())
        .containsEntry("enforced-accounts failed", 2.0)
        .containsEntry("enforced-accounts done", 2.0)
        .containsEntry("erased-rows product.public.contact", 2 * 3.0);

    program.product.run(REFUSE.formatted("-1"));
    start.start(Request.of(JobName.PURGE).get());
    assertThat(totals())
        .containsEntry("enforced-accounts failed", 2.0)
        .containsEntry("enforced-accounts done", 3.0)
        .containsEntry("erased-rows product.public.contact", 3 * 3.0);
  }

  private double total(String fact, String part) {
    return totals().getOrDefault(fact + " " + part, 0.0);
  }

  private Map<String, Double> totals() {
    Map<String, Double> totals = new HashMap<>();
    program
        .inLapse()
        .sql("select fact || ' ' || part as name, value from lapse.total")
        .query(
            row -> {
              totals.put(row.getString("name"), row.getDouble("value"));
            });
    return totals;
  }

  @Test
  void runIsFailedWhenAllOfItsAccountsAre() {
    importAll(2);
    program.product.run(REFUSE.formatted("1, 2"));

    RunSummary run = start.start(Request.of(JobName.PURGE).get());

    assertThat(run.status()).isEqualTo("failed");
    assertThat(run.accounts()).isEqualTo(new RunSummary.AccountCounts(2, 0, 0, 2));
    assertThat(program.inProduct().sql("select count(*) from account").query(Long.class).single())
        .isEqualTo(100);
  }

  @Test
  void failedAccountBesideASkippedOneIsPartial() {
    importAll(2);
    program.product.run(REFUSE.formatted("1"));
    program.get(Holds.class).place("2", "court", "case 1", null, "test", NOW);

    assertThat(start.start(Request.of(JobName.PURGE).get()).status()).isEqualTo("partial");
  }

  @Test
  void deadlockWithAnotherSessionIsTriedAgain() throws SQLException {
    importAll(1);
    program.product.run(
        "do $$ begin execute format('alter database %I set deadlock_timeout = ''100ms''', current_database()); end $$");
    try (Connection other = program.product.dataSource().getConnection()) {
      other.setAutoCommit(false);
      other.createStatement().execute("set deadlock_timeout = '1min'");
      other.createStatement().execute("select from contact where id = 11 for update");
      FutureTask<RunSummary> running =
          Concurrently.start(() -> start.start(Request.of(JobName.PURGE).get()));
      Concurrently.awaitBlocked(program.inProduct(), "%delete from%contact%");
      other.createStatement().execute("update contact_tag set tag = 'blue' where contact_id = 11");
      other.commit();

      RunSummary run = Concurrently.result(running);

      assertThat(run.status()).isEqualTo("completed");
      assertThat(run.rows()).isEqualTo(SharedProgram.ROWS_PER_ACCOUNT);
    }
  }

  @Test
  void lostConnectionFailsTheAccountsAndReportsNothingAsDone() throws SQLException {
    importAll(3);
    FutureTask<RunSummary> running;
    try (Connection holder = program.product.dataSource().getConnection()) {
      holder.setAutoCommit(false);
      holder.createStatement().execute("lock table contact in share mode");
      running = Concurrently.start(() -> start.start(Request.of(JobName.PURGE).get()));
      Concurrently.awaitBlocked(program.inProduct(), "%delete from%contact%");
      program.product.run(
          """
          select pg_terminate_backend(pid)
          from pg_stat_activity
          where datname = current_database() and application_name = 'lapse'
          """);
    }
    RunSummary run = Concurrently.result(running);

    assertThat(run.status()).isEqualTo("failed");
    assertThat(run.accounts()).isEqualTo(new RunSummary.AccountCounts(3, 0, 0, 3));
    assertThat(run.reasons().keySet()).first().asString().startsWith("failed: ");
    assertThat(program.inProduct().sql("select count(*) from contact").query(Long.class).single())
        .isEqualTo(300);
    assertThat(
            program
                .inLapse()
                .sql("select count(*) from lapse.account where erased_at is not null")
                .query(Long.class)
                .single())
        .isZero();

    assertThat(start.start(Request.of(JobName.PURGE).get()).rows())
        .isEqualTo(3 * SharedProgram.ROWS_PER_ACCOUNT);
  }

  private void importAll(int n) {
    program.imports(Import.closed(LongStream.rangeClosed(1, n).toArray()));
  }

  private String failed() {
    return program
        .inLapse()
        .sql("select account_id from lapse.plan_item where outcome = 'failed'")
        .query(String.class)
        .single();
  }
}
