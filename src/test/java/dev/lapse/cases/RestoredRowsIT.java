package dev.lapse.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.policy.JobName;
import dev.lapse.run.record.RunSummary;
import dev.lapse.testing.TestProgram;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An accepted trigger that brings rows or values back is met before the point of no return. */
class RestoredRowsIT {
  private static final int LARGE = 20_500;
  private static final String BACK =
      """
      create function row_back() returns trigger language plpgsql security definer as $$
      begin insert into public.memo values (old.id, old.account_id, old.body); return null; end $$;
      create function value_back() returns trigger language plpgsql security definer as $$
      begin update public.memo set body = old.body where id = new.id; return null; end $$;
      """;

  @ParameterizedTest
  @CsvSource({"false, 2", "true, 2", "false, 20500", "true, 20500"})
  void rowThatComesBackRefuses(boolean limited, int rows) {
    refuses(
        "create trigger back after delete on memo for each row execute function row_back();",
        "owned-by: account_id, accepts: [back]",
        "there again",
        limited,
        rows);
  }

  @ParameterizedTest
  @CsvSource({"false, 2", "true, 2", "false, 20500", "true, 20500"})
  void rowThatComesBackAtTheCommitRefuses(boolean limited, int rows) {
    refuses(
        "create constraint trigger back after delete on memo deferrable initially deferred for each row execute function row_back();",
        "owned-by: account_id, accepts: [back]",
        "there again",
        limited,
        rows);
  }

  @ParameterizedTest
  @CsvSource({"false, 2", "true, 2", "false, 20500", "true, 20500"})
  void valueThatComesBackAfterwardsRefuses(boolean limited, int rows) {
    refuses(
        "create trigger back after update on memo for each row when (pg_trigger_depth() = 0) execute function value_back();",
        "owned-by: account_id, anonymize: {body: gone}, accepts: [back]",
        "a trigger puts them back",
        limited,
        rows);
  }

  private static void refuses(
      String trigger, String entry, String reason, boolean limited, int rows) {
    Case made =
        Case.of(
                """
                create table account (id bigint primary key);
                create table memo (id bigint primary key, account_id bigint not null, body text);
                create index on memo (account_id);
                """
                    + BACK
                    + trigger)
            .rowsOf("insert into account values ({a})", 1, 2)
            .rowsOf(
                "insert into memo select g, 1, 'secret' from generate_series(1, %d) g"
                    .formatted(rows),
                1)
            .edits("public.memo", entry)
            .purging(rows < LARGE ? "" : "throttle: {chunk-millis: 100}")
            .closes(1);
    String catalog = (limited ? made.asLimitedRole() : made).catalog();
    TestProgram program = made.open(catalog);

    RunSummary run = program.run(JobName.PURGE);

    made.verdict(program, run, run, catalog).refused(1, reason);
    assertThat(
            program
                .inLapse()
                .sql("select count(*) from lapse.account where point_of_no_return_at is not null")
                .query(Long.class)
                .single())
        .isZero();
  }
}
