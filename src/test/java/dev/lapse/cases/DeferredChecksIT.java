package dev.lapse.cases;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What PostgreSQL checks only at the commit is checked before the point of no return. */
class DeferredChecksIT {
  private static final int LARGE = 20_500;
  private static final String NO =
      "create function no() returns trigger language plpgsql as $$ begin raise 'no'; end $$;\n";
  private static final String LATE =
      NO
          + "create constraint trigger late after %s deferrable initially deferred for each row execute function no();\n";

  @ParameterizedTest
  @CsvSource({"false, 2", "true, 2", "false, 20500", "true, 20500"})
  void deferredTriggerThatRaisesRefuses(boolean limited, int rows) {
    refuses(
        memos(rows, LATE.formatted("delete on memo"))
            .edits("public.memo", "owned-by: account_id, accepts: [late]"),
        limited,
        "an error raised by PL/pgSQL function no");
  }

  @ParameterizedTest
  @CsvSource({"false, 2", "true, 2", "false, 20500", "true, 20500"})
  void deferredTriggerOfATableBehindRefuses(boolean limited, int rows) {
    refuses(
        memos(
                rows,
                """
                create table tally (rows int);
                create function tally() returns trigger language plpgsql security definer as $$
                begin update tally set rows = rows + 1; return null; end $$;
                create trigger counts after delete on memo for each statement execute function tally();
                """
                    + LATE.formatted("update on tally"))
            .nobodys("insert into tally values (0)")
            .edits("public.memo", "owned-by: account_id, accepts: [counts]")
            .edits("public.tally", "shared: true"),
        limited,
        "an error raised by PL/pgSQL function no");
  }

  @ParameterizedTest
  @CsvSource({"false, 2", "true, 2", "false, 20500", "true, 20500"})
  void deferredTriggerOfRowsThatLoseAReferenceRefuses(boolean limited, int rows) {
    refuses(
        memos(
                rows,
                """
                create table note (
                  id bigint primary key, account_id bigint not null,
                  memo_id bigint constraint of_memo references memo on delete set null
                );
                """
                    + LATE.formatted("update on note"))
            .rowsOf("insert into note values (1, 2, 1)", 2)
            .edits("public.note", "owned-by: account_id, accepts: [of_memo, late]"),
        limited,
        "an error raised by PL/pgSQL function no");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void deferredUniqueKeyRefuses(boolean limited) {
    refuses(
        memos(
                2,
                """
                create table log (what text unique deferrable initially deferred);
                create function log() returns trigger language plpgsql security definer as $$
                begin insert into log values ('gone'); return null; end $$;
                create trigger logs after delete on memo for each row execute function log();
                """)
            .edits("public.memo", "owned-by: account_id, accepts: [logs]")
            .edits("public.log", "shared: true"),
        limited,
        "log_what_key");
  }

  private static Case memos(int rows, String further) {
    return Case.of(
            """
            create table account (id bigint primary key);
            create table memo (id bigint primary key, account_id bigint not null references account);
            create index on memo (account_id);
            """
                + further)
        .rowsOf("insert into account values ({a})", 1, 2)
        .rowsOf("insert into memo select g, 1 from generate_series(1, %d) g".formatted(rows), 1)
        .purging(rows < LARGE ? "" : "throttle: {chunk-millis: 20}")
        .closes(1);
  }

  private static void refuses(Case made, boolean limited, String reason) {
    (limited ? made.asLimitedRole() : made).refusesBeforeTheClaim(reason);
  }
}
