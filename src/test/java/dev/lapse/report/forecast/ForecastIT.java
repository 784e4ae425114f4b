package dev.lapse.report.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.policy.JobName;
import dev.lapse.run.record.RunSummary;
import dev.lapse.testing.Checksums;
import dev.lapse.testing.Commands;
import dev.lapse.testing.Commands.Result;
import dev.lapse.testing.Import;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What a forecast says beside its numbers, and how the command says it. */
class ForecastIT {
  @Test
  void saysWhichRunWaitsForApprovalAndWhy() {
    TestProgram program = SharedProgram.withAccounts(4);
    program.imports(Import.expired(1, 2, 3) + Import.active(4));

    Forecast.OfRun predicted = forecast(program, JobName.EXPIRE).runs().get(0);
    program.clock.set(predicted.asOf());
    RunSummary run = program.run(JobName.EXPIRE);

    assertThat(run.status()).isEqualTo("awaiting-approval");
    assertThat(run.message()).contains(String.valueOf(predicted.overLimit()));
  }

  @Test
  void saysWhichRunWillNotEndInItsWindowAtThePaceOfTheLastRuns() {
    TestProgram program = SharedProgram.withAccounts(60);
    program.imports(Import.closed(LongStream.rangeClosed(1, 60).toArray()));
    assertThat(forecast(program, JobName.PURGE).runs().get(0).pastWindow()).isNull();
    program.lapse.run(
        """
        with earlier as (
          insert into lapse.run (
            job, cell, as_of, mode, dry_run, scheduled, actor, policy_version, catalog_version, status,
            started_at, plan_frozen_at, ended_at)
          select 'purge', 'main', '2026-11-09T02:00Z', 'enforce', false, true, 'test', version, '',
            'completed', '2026-11-09T02:00Z', '2026-11-09T02:00Z', '2026-11-09T06:10Z'
          from lapse.policy where is_current
          returning id)
        insert into lapse.plan_item (run_id, account_id, lapse_number, due_at, outcome)
        select id, 'old-' || n, 1, '2026-11-01Z', 'done' from earlier, generate_series(1, 60) n
        """);

    assertThat(forecast(program, JobName.PURGE).runs().get(0).pastWindow())
        .isEqualTo(
            "takes about 4 h 10 min at the pace of the last runs (0.0 accounts per second), but the window ends at 06:00");
  }

  @Test
  void saysWhatKeepsAccountsFromBeingErased() {
    TestProgram program = SharedProgram.withAccounts(1);
    program.imports(Import.closed(1));
    program.product.run("create table public.later (id int)");

    Forecast.OfJob purge = forecast(program, JobName.PURGE);

    assertThat(purge.runs().get(0).rows()).isNull();
    assertThat(purge.notes())
        .singleElement()
        .asString()
        .startsWith("nothing would be erased today: blocked by the catalog: ")
        .contains("public.later");
  }

  @Test
  void changesNothing() {
    TestProgram program = SharedProgram.withAccounts(3);
    program.imports(Import.closed(1, 2) + Import.expired(3));
    forecast(program, JobName.PURGE); // the small schema in the store is there from now on
    Map<String, String> before = checksums(program);

    assertThat(Commands.on(program).run("forecast", "--days", "366").exitCode()).isZero();

    assertThat(checksums(program)).isEqualTo(before);
  }

  @Test
  void isOneDocumentOrATable() {
    TestProgram program = SharedProgram.withAccounts(3);
    program.imports(Import.closed(1, 2) + Import.expired(3));
    program
        .inLapse()
        .sql(
            "insert into lapse.hold (account_id, name, reason, placed_by, placed_at)"
                + " values ('2', 'court', 'x', 'test', '2026-11-09Z')")
        .update();

    JsonNode json = Commands.on(program).run("forecast", "-o", "json", "--job", "purge").json();
    Result table = Commands.on(program).run("forecast", "--no-rows", "--days", "1");

    assertThat(json.at("/jobs/0/dueNow/accounts").longValue()).isEqualTo(2);
    assertThat(json.at("/jobs/0/dueNow/onHold").longValue()).isEqualTo(1);
    assertThat(json.at("/jobs/0/total/rows/number").longValue())
        .isEqualTo(SharedProgram.ROWS_PER_ACCOUNT - 1); // the card goes before
    assertThat(json.at("/jobs/0/runs").size()).isEqualTo(7);
    assertThat(table.err()).isEmpty();
    assertThat(table.out().lines().map(line -> line.replaceAll(" +", " ")))
        .contains(
            "JOB RUN NEWLY DUE DUE ON HOLD DONE ROWS",
            "purge due now 2 1 -",
            "purge 2026-11-10T02:00:00Z 0 2 1 1 -",
            "purge all 1 -");
  }

  @ParameterizedTest
  @CsvSource({
    "--days, 0, --days is '0'; but must be a number from 1 to 366",
    "--days, 4000, --days is '4000'; but must be a number from 1 to 366",
    "--days, week, --days is 'week'; but must be a number from 1 to 366",
    "--job, purg, there is no job 'purg'; did you mean 'purge'?",
    "--cell, mian, there is no cell 'mian'; did you mean 'main'?"
  })
  void refusesInvalidParameters(String option, String value, String sentence) {
    Result refused = Commands.on(SharedProgram.knowingNothing()).run("forecast", option, value);

    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err()).contains(sentence.replace("'; but", "', but"));
  }

  private static Map<String, String> checksums(TestProgram program) {
    Map<String, String> all = new TreeMap<>(Checksums.ofSchema(program.inLapse(), "lapse"));
    all.putAll(Checksums.ofSchema(program.inProduct(), "public"));
    all.putAll(Checksums.ofSchema(program.inProduct(), "lapse_store"));
    return all;
  }

  private static Forecast.OfJob forecast(TestProgram program, JobName job) {
    Instant now = program.clock.instant();
    return program
        .get(MakeForecast.class)
        .make(new ForecastRequest(7, List.of(job), List.of("main"), Duration.ofMinutes(1)), now)
        .jobs()
        .get(0);
  }
}
