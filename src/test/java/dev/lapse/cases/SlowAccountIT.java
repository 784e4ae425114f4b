package dev.lapse.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.policy.JobName;
import dev.lapse.report.forecast.Forecast;
import dev.lapse.report.forecast.ForecastRequest;
import dev.lapse.report.forecast.MakeForecast;
import dev.lapse.run.record.RunSummary;
import dev.lapse.testing.Import;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An account whose rows take longer than a role's statement timeout fails alone. */
class SlowAccountIT {
  /** To compare the mood of account 2 takes seconds. */
  private static final String TABLES =
      """
      create table public.account (id bigint primary key);
      create type public.mood as enum ('plain', 'slow', 'gone');
      create function public.text_of(a public.mood) returns text
        language plpgsql cost 100000 as $$ begin
          if format('%s', a) = 'slow' then perform pg_sleep(3); end if;
          return format('%s', a);
        end $$;
      create cast (public.mood as text) with function public.text_of(public.mood);
      create table public.note (
        id bigint primary key, account_id bigint, mood public.mood);
      create index on public.note (account_id);
      insert into public.account select generate_series(1, 3);
      insert into public.note
      select a, a, cast(case a when 2 then 'slow' else 'plain' end as public.mood)
      from generate_series(1, 3) a;
      do $$ begin
        execute format(
          'alter role lapse_eraser in database %I set statement_timeout = 500', current_database());
      end $$
      """;

  private static final String SETS =
      """
      - {store: product, table: public.account, owned-by: id}
      - {store: product, table: public.note, owned-by: account_id, anonymize: {mood: gone}}
      """;

  @Test
  void failsAloneInForecastPlanAndDryRun() {
    try (TestProgram program =
        TestProgram.at(SharedProgram.NOW.toString()).product(TABLES).sets(SETS).open()) {
      program.imports(Import.closed(1, 2, 3));

      Forecast.OfJob forecast = forecast(program);
      RunSummary rehearsed = program.run(JobName.PURGE, program.clock.instant(), true);

      assertThat(forecast.notes().toString()).contains("statement timeout");
      assertThat(forecast.total().rows()).isEqualTo(new Forecast.Rows(6, true));
      assertThat(rehearsed.status()).as(rehearsed.reasons().toString()).isEqualTo("partial");
      assertThat(rehearsed.accounts()).isEqualTo(new RunSummary.AccountCounts(3, 2, 0, 1));
      assertThat(rehearsed.reasons().toString()).contains("statement timeout");
    }
  }

  private static Forecast.OfJob forecast(TestProgram program) {
    return program
        .get(MakeForecast.class)
        .make(
            new ForecastRequest(2, List.of(JobName.PURGE), List.of("main"), Duration.ofSeconds(20)),
            program.clock.instant())
        .jobs()
        .get(0);
  }
}
