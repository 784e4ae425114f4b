package dev.lapse.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.policy.JobName;
import dev.lapse.run.record.RunSummary;
import dev.lapse.run.record.Runs;
import dev.lapse.run.record.SummarizeRun;
import dev.lapse.testing.Commands;
import dev.lapse.testing.Import;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing is early, whichever clock is wrong; and where one is very wrong nothing is done. */
class ClockDifferenceIT {
  private static final Instant NOW = SharedProgram.NOW;

  private final TestProgram program = SharedProgram.withAccounts(3);

  @BeforeEach
  void importAccounts() {
    program.imports(
        Import.line("1", "\"state\":\"closed\",\"lapsedAt\":\"2026-11-05T00:00:02Z\"")
            + Import.line(
                "2",
                "\"state\":\"paused\",\"retainData\":true,\"lapsedAt\":\"2025-11-10T00:00:02Z\"")
            + Import.active(3));
  }

  @ParameterizedTest
  @EnumSource(JobName.class)
  void refusesEveryJobWhileTheProgramIsAYearAhead(JobName job) {
    programIsAhead(Duration.ofDays(463));

    Commands.Result refused = Commands.on(program).run("run", job.text(), "-o", "json");

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.json().get("status").asString()).isEqualTo("failed");
    assertThat(refused.json().get("message").asString())
        .isEqualTo(
            "nothing was done: the clocks differ: this machine says 2028-02-16T00:00:00Z, Lapse's own database says 2026-11-10T00:00:00Z; correct the wrong one (with NTP), then run it again");
    assertThat(program.run(job, NOW.minusSeconds(60), true).status())
        .as("dry run")
        .isEqualTo("failed");
    assertThat(touched()).isEmpty();
    assertThat(early()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"5, completed", "6, failed", "-5, completed", "-6, failed"})
  void refusesWhatDiffersByMoreThanFiveSeconds(int seconds, String status) {
    programIsAhead(Duration.ofSeconds(seconds));

    assertThat(program.run(JobName.PURGE, NOW.minusSeconds(60), false).status()).isEqualTo(status);
  }

  @Test
  void refusesWhereTheClockOfAStoreDiffers() {
    program.databaseClocks.setStores(NOW.minusSeconds(6));

    RunSummary refused = program.run(JobName.CUT_OFF);

    assertThat(refused.status()).isEqualTo("failed");
    assertThat(refused.message()).contains("store 'product/main' says 2026-11-09T23:59:54Z");
    assertThat(touched()).isEmpty();
  }

  @Test
  void resumesRefusedRunOnceTheClocksAgree() {
    programIsAhead(Duration.ofDays(463));
    RunSummary refused = startNow(JobName.PURGE);
    program.clock.set(NOW.plusSeconds(2));

    RunSummary again = startNow(JobName.PURGE);

    assertThat(again.run()).isEqualTo(refused.run());
    assertThat(again.asOf()).as("never in the future").isEqualTo(NOW);
    assertThat(again.status()).isEqualTo("completed");
    assertThat(program.run(JobName.PURGE).accounts().done()).isEqualTo(1);
  }

  /** The accounts are due in two seconds; by the clock of the program, since one. */
  @ParameterizedTest
  @EnumSource(JobName.class)
  void nothingIsEarlyWhileTheProgramIsThreeSecondsAhead(JobName job) {
    programIsAhead(Duration.ofSeconds(3));

    assertThat(startNow(job).accounts().done())
        .isEqualTo(job == JobName.REMOVE_BILLING_DETAILS ? 2 : job == JobName.CUT_OFF ? 1 : 0);
    program.databaseClocks.set(NOW.plusSeconds(2));
    startNow(job);

    assertThat(touched()).isNotEmpty();
    assertThat(early()).isEmpty();
  }

  @Test
  void dateIsInTheFutureAsLongAsOneClockSaysSo() {
    programIsAhead(Duration.ofSeconds(3));

    Commands.Result refused =
        Commands.on(program).run("run", "purge", "--as-of", NOW.plusSeconds(2).toString());

    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("is in the future (it is 2026-11-10T00:00:00Z now");
  }

  @ParameterizedTest
  @ValueSource(strings = {"planned", "claimed"})
  void holdLastsAsLongAsOneClockSaysSo(String when) {
    program.lapse.run(
        "insert into lapse.hold (account_id, name, reason, placed_by, placed_at, until) values ('1', 'court', 'a case', 'test', '%s', '%s')"
            .formatted(NOW, NOW.plusSeconds(12)));
    program.clock.set(NOW.plusSeconds(13));
    program.databaseClocks.set(NOW.plusSeconds(10));

    RunSummary run = program.run(JobName.PURGE, NOW.plusSeconds(10), when.equals("planned"));

    assertThat(run.accounts()).isEqualTo(new RunSummary.AccountCounts(1, 0, 1, 0));
  }

  /**
   * As a program made it whose clock was ahead and unguarded; the next slots are not kept waiting.
   */
  @Test
  void runOfADateThatIsStillToComeWaitsForIt() {
    program.lapse.run(
        """
        insert into lapse.run (job, cell, as_of, mode, dry_run, scheduled, actor, policy_version, catalog_version, status, error, started_at, ended_at)
        select 'purge', 'main', '2028-01-01T00:00:00Z', 'enforce', false, false, 'test', version, 'c', 'failed', 'the store was gone', now(), now()
        from lapse.policy
        limit 1
        """);

    assertThat(startNow(JobName.PURGE).asOf()).isEqualTo(NOW);
  }

  private RunSummary startNow(JobName job) {
    Commands.Result result = Commands.on(program).run("run", job.text(), "-o", "json");
    assertThat(result.out()).as(result.err()).isNotBlank();
    return program
        .get(SummarizeRun.class)
        .summarize(program.get(Runs.class).get(result.json().get("run").asLong()));
  }

  private void programIsAhead(Duration by) {
    program.clock.set(NOW.plus(by));
    program.databaseClocks.set(NOW);
  }

  /** Accounts on which any job has acted. */
  private List<String> touched() {
    return program
        .inLapse()
        .sql(
            """
            select id
            from lapse.account
            where coalesce(billing_removed_at, cut_off_at, point_of_no_return_at, erased_at) is not null
            order by id
            """)
        .query(String.class)
        .list();
  }

  private List<String> early() {
    return program
        .inLapse()
        .sql("select account_id || ': ' || action from lapse.early_action")
        .query(String.class)
        .list();
  }
}
