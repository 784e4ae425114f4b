package dev.lapse.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.policy.JobName;
import dev.lapse.report.forecast.Forecast;
import dev.lapse.report.forecast.ForecastRequest;
import dev.lapse.report.forecast.MakeForecast;
import dev.lapse.run.StartRun;
import dev.lapse.run.record.RunRequest;
import dev.lapse.run.record.RunSummary;
import dev.lapse.testing.Commands;
import dev.lapse.testing.Concurrently;
import dev.lapse.testing.Import;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestDatabases.TestDatabase;
import dev.lapse.testing.TestProgram;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A store that cannot count rows blocks its accounts in one line, and no others. */
class CountingFailsIT {
  private static final String TABLES =
      """
      create table public.account (id bigint primary key);
      create table public.secret (id bigint primary key, account_id bigint references public.account, kind text);
      create index on public.secret (account_id);
      insert into public.account select generate_series(1, 4);
      insert into public.secret select a, a, 'Account' from generate_series(1, 4) a;
      """;
  private static final String SETS =
      """
      - {store: product, table: public.account, owned-by: id}
      - {store: product, table: public.secret, owned-by: "account_id -> public.account.id where kind = 'Account'"}
      """;

  private final TestDatabase eu = TestDatabases.store().run(TABLES);
  private final TestDatabase us = TestDatabases.store().run(TABLES);
  private final TestProgram program =
      TestProgram.at(SharedProgram.NOW.toString())
          .catalog(
              """
              stores:
                - name: product
                  type: postgresql
                  username: lapse_eraser
                  password: postgres
                  accounts: public.account
                  key: id
                  cells: {eu: {url: "%s"}, us: {url: "%s"}}
              sets:
              %s"""
                  .formatted(eu.url(), us.url(), SETS.indent(2)))
          .open();

  @AfterEach
  void close() {
    program.close();
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(
            "alter table public.secret enable row level security",
            "row-level security hides rows of public.secret from the role: alter role \"lapse_eraser\" bypassrls",
            "rights"),
        Arguments.of("revoke select on public.secret from lapse_eraser", "secret", "rights"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void blocksTheAccountsOfTheCellOnly(String happens, String why, String reason) {
    program.imports(closed(1, "eu") + closed(2, "eu") + closed(3, "us"));
    eu.run(happens);

    RunSummary rehearsed = run("eu", true);
    RunSummary run = run("eu", false);

    assertThat(List.of(rehearsed, run))
        .allSatisfy(
            each -> {
              assertThat(each.status()).isEqualTo("failed");
              assertThat(each.accounts()).isEqualTo(new RunSummary.AccountCounts(2, 0, 0, 2));
              assertThat(each.reasons().toString()).contains(why).doesNotContain("\n", "at dev.");
            });
    assertThat(blockedBy(run)).containsExactly(reason, reason);
    assertThat(run("us", false).accounts()).isEqualTo(new RunSummary.AccountCounts(1, 1, 0, 0));
    assertThat(run(JobName.CUT_OFF, "eu", false).status()).isEqualTo("completed");
    assertThat(
            Commands.on(program)
                .run("run", "purge", "--cell", "eu", "--as-of", "2026-11-09")
                .exitCode())
        .isEqualTo(1);
  }

  @Test
  void checkNamesTheRightToSeeAllRows() {
    eu.run("alter table public.secret enable row level security");

    Commands.Result checked = Commands.on(program).run("catalog", "check");

    assertThat(checked.exitCode()).as(checked.out()).isEqualTo(2);
    assertThat(checked.out()).contains("alter role \"lapse_eraser\" bypassrls;");
  }

  /** The run waits for Lapse's own table when it has looked at the store and not yet counted. */
  @Test
  void blocksWhereRowsCannotBeCountedAnyMoreOnceTheStoreWasChecked() throws SQLException {
    program.imports(closed(1, "eu") + closed(2, "eu"));
    try (Connection holder = program.lapse.dataSource().getConnection();
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("lock table lapse.account in access exclusive mode");
      FutureTask<RunSummary> running = Concurrently.start(() -> run("eu", false));
      Concurrently.awaitBlocked(program.inLapse(), "%lapse.due%");
      eu.run("alter table public.secret enable row level security");
      holder.commit();

      RunSummary run = Concurrently.result(running);

      assertThat(run.status()).isEqualTo("failed");
      assertThat(run.accounts()).isEqualTo(new RunSummary.AccountCounts(2, 0, 0, 2));
      assertThat(run.reasons().keySet()).singleElement().asString().contains("row-level security");
    }
  }

  @Test
  void forecastSaysThatRowsAreNotCounted() {
    program.imports(closed(1, "eu") + closed(3, "us"));
    eu.run("alter table public.secret enable row level security");

    Forecast forecast =
        program
            .get(MakeForecast.class)
            .make(
                new ForecastRequest(
                    2, List.of(JobName.PURGE), List.of("eu", "us"), Duration.ofSeconds(20)),
                program.clock.instant());

    assertThat(forecast.jobs().get(0).notes().toString()).contains("row-level security");
    assertThat(forecast.jobs().get(1).notes()).isEmpty();
  }

  private static String closed(int id, String cell) {
    return Import.line(
        String.valueOf(id),
        "\"state\":\"closed\",\"lapsedAt\":\"2026-11-01T00:00:00Z\",\"cell\":\"%s\""
            .formatted(cell));
  }

  private RunSummary run(String cell, boolean dryRun) {
    return run(JobName.PURGE, cell, dryRun);
  }

  private RunSummary run(JobName job, String cell, boolean dryRun) {
    return program
        .get(StartRun.class)
        .start(
            new RunRequest(
                job, cell, program.clock.instant(), dryRun, List.of(), false, null, "test", false));
  }

  private List<String> blockedBy(RunSummary run) {
    return program
        .inLapse()
        .sql("select coalesce(blocked_by, '') from lapse.plan_item where run_id = ?")
        .param(run.run())
        .query(String.class)
        .list();
  }
}
