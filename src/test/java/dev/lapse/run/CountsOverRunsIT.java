package dev.lapse.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.account.lifecycle.ReactivateAccount;
import dev.lapse.policy.JobName;
import dev.lapse.run.record.RunRequest;
import dev.lapse.run.record.RunSummary;
import dev.lapse.run.record.Runs;
import dev.lapse.run.record.SummarizeRun;
import dev.lapse.testing.TestProgram;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Rows that a run erased before it ended early are in its own counts, and in the evidence of the
 * outcome.
 */
class CountsOverRunsIT {
  private static final Instant NOW = Instant.parse("2026-11-20T00:00:00Z");
  private static final String PRODUCT =
      """
      create table public.account (id bigint primary key);
      create table public.contact (id bigint primary key, account_id bigint not null references public.account);
      insert into public.account values (1), (2);
      insert into public.contact select id, 1 + id % 2 from generate_series(1, 20) id;
      """;
  private static final String SETS =
      """
      - {store: product, table: public.account, owned-by: id}
      - {store: product, table: public.contact, owned-by: account_id}
      """;

  @Test
  void runThatWasLeftKeepsItsRowsAndTheOutcomeHasThemAll() {
    try (TestProgram program =
        TestProgram.at("2026-11-20T00:00:00Z").product(PRODUCT).sets(SETS).open()) {
      program.imports(
          """
          {"id":"1","kind":"direct","state":"closed","lapsedAt":"2026-11-01T00:00:00Z"}
          """);
      RunSummary first = program.run(JobName.PURGE);
      assertThat(first.rows()).isEqualTo(11);

      // as if the process had ended after the last deletion, and an operator had left the run at
      // that
      program.lapse.run(
          """
          update lapse.run set status = 'stopped', stop_cause = 'operator';
          update lapse.plan_item set outcome = 'planned', rows_by_set = '{}';
          update lapse.account set erased_at = null;
          """);
      program.clock.advance(Duration.ofDays(1));
      RunSummary second = program.run(JobName.PURGE);

      assertThat(second.status()).isEqualTo("completed");
      assertThat(second.rows()).isZero();
      assertThat(
              program
                  .get(SummarizeRun.class)
                  .summarize(program.get(Runs.class).get(first.run()))
                  .sets())
          .isEqualTo(Map.of("product.public.account", 1L, "product.public.contact", 10L));
      assertThat(rowsOfTheLastOutcome(program))
          .isEqualTo("{\"product.public.account\": 1, \"product.public.contact\": 10}");
    }
  }

  @Test
  void outcomeOfASecondErasureHasOnlyWhatThatErasureTook() {
    try (TestProgram program =
        TestProgram.at("2026-11-20T00:00:00Z").product(PRODUCT).sets(SETS).open()) {
      program.imports(
          """
          {"id":"1","kind":"direct","state":"closed","lapsedAt":"2026-11-01T00:00:00Z"}
          """);
      assertThat(program.run(JobName.PURGE).rows()).isEqualTo(11);
      program.product.run(
          "insert into account values (1); insert into contact select id, 1 from generate_series(31, 34) id");
      program.lapse.run("update lapse.account set erased_at = null where id = '1'");
      program.clock.advance(Duration.ofDays(1));
      RunSummary second = program.run(JobName.PURGE);
      assertThat(rowsOfTheLastOutcome(program))
          .isEqualTo("{\"product.public.account\": 1, \"product.public.contact\": 4}");

      // as if the second run had been left before it verified: the next one completes its erasure
      program.lapse.run(
          """
          update lapse.run set status = 'stopped', stop_cause = 'operator' where id = %d;
          update lapse.plan_item set outcome = 'planned', rows_by_set = '{}' where run_id = %d;
          update lapse.account set erased_at = null where id = '1';
          """
              .formatted(second.run(), second.run()));
      program.product.run(
          "insert into account values (1); insert into contact select id, 1 from generate_series(41, 43) id");
      program.clock.advance(Duration.ofDays(1));
      program.run(JobName.PURGE, program.clock.instant(), true);
      program.clock.advance(Duration.ofDays(1));
      assertThat(program.run(JobName.PURGE).rows()).isEqualTo(4);
      assertThat(rowsOfTheLastOutcome(program))
          .isEqualTo("{\"product.public.account\": 2, \"product.public.contact\": 7}");
    }
  }

  /** Its data is the customer's new data: it is neither counted nor called erased. */
  @Test
  void accountVerifiedByAnotherRunIsNotVerifiedAgain() {
    try (TestProgram program =
        TestProgram.at("2026-11-20T00:00:00Z").product(PRODUCT).sets(SETS).open()) {
      program.imports(
          """
          {"id":"1","kind":"direct","state":"closed","lapsedAt":"2026-11-01T00:00:00Z"}
          {"id":"2","kind":"direct","state":"closed","lapsedAt":"2026-11-01T00:00:00Z"}
          """);
      program.lapse.run(
          """
          create function lapse.refuse() returns trigger language plpgsql as $$
          begin
            raise exception 'no outcome';
          end $$;
          create trigger refuse before insert on lapse.evidence
            for each row when (new.kind = 'erasure-outcome') execute function lapse.refuse();
          """);
      StartRun start = program.get(StartRun.class);
      RunRequest everyone = Request.of(JobName.PURGE).asOf(NOW).get();
      assertThat(start.start(everyone).status()).isEqualTo("failed");
      program.lapse.run("drop function lapse.refuse cascade");
      RunSummary one = start.start(Request.of(JobName.PURGE).asOf(NOW).only("1").get());
      assertThat(one.status()).isEqualTo("completed");
      program.get(ReactivateAccount.class).reactivate("1", true, "test", program.clock.instant());
      program.product.run("insert into public.account values (1)");

      RunSummary resumed = start.resumeInterrupted(JobName.PURGE, "main").orElseThrow();

      assertThat(resumed.status()).isEqualTo("completed");
      assertThat(resumed.accounts()).isEqualTo(new RunSummary.AccountCounts(2, 1, 1, 0));
      assertThat(resumed.reasons()).containsEntry("skipped: another run verified its erasure", 1L);
      assertThat(
              program
                  .inLapse()
                  .sql("select kind from lapse.evidence where account_id = '1' order by number")
                  .query(String.class)
                  .list())
          .endsWith("erasure-outcome", "reactivated");
      assertThat(
              program
                  .inLapse()
                  .sql(
                      "select count(*) from lapse.account where id = '1' and state = 'active' and erased_at is null")
                  .query(Long.class)
                  .single())
          .isEqualTo(1);
    }
  }

  @Test
  void columnsByWhichDifferentTextsAreEqualAreNotUsed() {
    String product =
        """
        create collation ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
        create table public.account (id text primary key);
        create table public.contact (id bigint primary key, account_id text collate ci);
        insert into public.account values ('abc'), ('ABC');
        insert into public.contact values (1, 'abc'), (2, 'ABC');
        """;
    try (TestProgram program =
        TestProgram.at("2026-11-20T00:00:00Z").product(product).sets(SETS).open()) {
      program.imports(
          """
          {"id":"abc","kind":"direct","state":"closed","lapsedAt":"2026-11-01T00:00:00Z"}
          """);

      RunSummary run = program.run(JobName.PURGE);

      assertThat(run.status()).isEqualTo("failed");
      assertThat(run.reasons().keySet())
          .anyMatch(reason -> reason.contains("blocked by the catalog"));
      assertThat(program.inProduct().sql("select count(*) from contact").query(Long.class).single())
          .isEqualTo(2);
    }
  }

  private static String rowsOfTheLastOutcome(TestProgram program) {
    return program
        .inLapse()
        .sql(
            """
            select detail ->> 'rows'
            from lapse.evidence
            where kind = 'erasure-outcome'
            order by number desc
            limit 1
            """)
        .query(String.class)
        .single();
  }
}
