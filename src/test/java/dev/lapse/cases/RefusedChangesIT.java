package dev.lapse.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.policy.JobName;
import dev.lapse.run.record.RunSummary;
import dev.lapse.testing.TestProgram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What PostgreSQL would not let be written into rows that stay is said by the dry run, in the words
 * of the run.
 */
class RefusedChangesIT {
  private static Case visits(String visit) {
    return Case.of(
            """
            create domain some_lead as bigint check (value > 0);
            create table account (id bigint primary key);
            create table lead (id bigint primary key, account_id bigint not null references account);
            create table visit (
              id bigint primary key, account_id bigint not null references account,
              lead_id bigint default 5, walk_in boolean,
              %s
            );
            """
                .formatted(visit))
        .rowsOf(
            "insert into account values ({a}); insert into lead values ({a}0, {a}), ({a}1, {a})",
            1,
            2,
            3)
        .edits("public.visit", "owned-by: account_id, accepts: [visit_lead]")
        .closes(1, 3);
  }

  private static final String SET_NULL =
      "constraint visit_lead foreign key (lead_id) references lead on delete set null";

  private static void refusedAlike(Case made, String reason) {
    Verdict verdict = made.purge();
    verdict.refused(1, reason).erasedOnly(3);
    assertThat(verdict.rehearsed().reasons()).isEqualTo(verdict.run().reasons());
    assertThat(verdict.rehearsed().accounts()).isEqualTo(verdict.run().accounts());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void nullThatAConditionForbidsIsRefusedBeforehand(boolean limited) {
    Case made =
        visits(SET_NULL + ", constraint who check (lead_id is not null or walk_in)")
            .rowsOf(
                "insert into visit values (90, 2, 10, false), (91, 2, 30, true), (92, 2, 31, null)",
                2);
    Verdict verdict = (limited ? made.asLimitedRole() : made).purge();

    verdict.isErased(3);
    assertThat(verdict.rehearsed().reasons().keySet())
        .singleElement()
        .asString()
        .contains(
            "erasing public.lead would set lead_id of 1 rows of public.visit that stay to null (visit_lead), which cannot be: check constraint who refuses it")
        .contains("owned-by: lead_id -> public.lead.id at public.visit");
    assertThat(verdict.run().reasons()).isEqualTo(verdict.rehearsed().reasons());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void secondNullWhereOneMayBeIsRefusedBeforehand(boolean limited) {
    Case made =
        visits(SET_NULL + ", constraint once unique nulls not distinct (account_id, lead_id)")
            .rowsOf("insert into visit values (90, 2, 10, false), (91, 2, 11, false)", 2);
    refusedAlike(limited ? made.asLimitedRole() : made, "once");
  }

  @Test
  void nullBesideANullThatIsThereIsRefusedBeforehand() {
    refusedAlike(
        visits(SET_NULL + ", constraint once unique nulls not distinct (account_id, lead_id)")
            .rowsOf("insert into visit values (90, 2, 10, false), (91, 2, null, false)", 2),
        "once");
  }

  @Test
  void defaultThatLeadsToARowThatGoesIsRefusedBeforehand() {
    refusedAlike(
        visits("constraint visit_lead foreign key (lead_id) references lead on delete set default")
            .rowsOf(
                "insert into lead values (5, 1); insert into visit values (9, 1, null, false)", 1)
            .rowsOf("insert into visit values (90, 2, 10, false)", 2),
        "visit_lead");
  }

  private static Case handles(String columns, String anonymize) {
    return Case.of(
            """
            create table account (id bigint primary key);
            create domain code as text check (length(value) < 7);
            create table city (id bigint, place text, primary key (id, place));
            create table handle (
              id bigint primary key, account_id bigint not null, name text,
              place int, slug varchar(6), code code, city_id bigint, city text,
              %s
            );
            """
                .formatted(columns))
        .nobodys("insert into city values (1, 'here'), (1, 'gone'), (2, 'here')")
        .rowsOf("insert into account values ({a})", 1, 2, 3)
        .edits("public.city", "shared: true")
        .edits("public.handle", "owned-by: account_id, anonymize: {" + anonymize + "}")
        .closes(1, 3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          unique (name, place)              | name: gone       | handle_name_place_key | (11, 1, 'a', 1)                     | (21, 2, 'gone', 1)
          unique (name, place)              | name: gone       | handle_name_place_key | (11, 1, 'a', 1), (12, 1, 'b', 1)    | (21, 2, 'c', 1)
          unique nulls not distinct (name, place) | name: null | handle_name_place_key | (11, 1, 'a', 1)                     | (21, 2, null, 1)
          constraint low check (place < 5 or name <> 'gone') | name: gone | low         | (11, 1, 'a', 7)                     | (21, 2, 'c', 7)
          check (true)                      | slug: 'gon-{key}' | character varying   | (11, 1, 'a', 1), (111, 1, 'b', 1)   | (21, 2, 'c', 1)
          check (true)                      | code: 'gon-{key}' | code                | (11, 1, 'a', 1), (111, 1, 'b', 1)   | (21, 2, 'c', 1)
          foreign key (city_id, city) references city (id, place) | city: gone | handle_city_id_city_fkey | (11, 1, 'a', 1, null, null, 2, 'here') | (21, 2, 'c', 1, null, null, 2, 'here')
          """)
  void constantThatOneRowCannotHaveIsRefusedBeforehand(
      String columns, String anonymize, String reason, String first, String second) {
    Case made =
        handles(columns, anonymize)
            .rowsOf("insert into handle values " + first, 1)
            .rowsOf("insert into handle values " + second, 2)
            .rowsOf("insert into handle values (31, 3, 'z', 3)", 3);
    Verdict verdict = made.purge();

    verdict.isErased(3);
    assertThat(verdict.outcomes().get(1)).contains(reason).contains("public.handle");
    assertThat(verdict.rehearsed().reasons()).isEqualTo(verdict.run().reasons());
  }

  @Test
  void constantsThatFitAreNotRefused() {
    handles(
            "unique (name, place), constraint low check (place < 5 or name <> 'gone')",
            "name: gone, slug: '{key}'")
        .rowsOf("insert into handle values (11, 1, 'a', 1), (12, 1, 'b', null)", 1)
        .rowsOf("insert into handle values (21, 2, 'gone', 2), (22, 2, 'd', 1)", 2)
        .rowsOf("insert into handle values (31, 3, 'c', 3), (32, 3, null, null)", 3)
        .purge()
        .isErased(1, 3);
  }

  private static final String SET_DEFAULT =
      "constraint visit_lead foreign key (lead_id) references lead on delete set default";

  /** Where triggers do not fire, those of foreign keys do not either. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void defaultThatNobodyChecksHasToLeadToARowThatStays(boolean stays) {
    Case made =
        visits(SET_DEFAULT)
            .rowsOf("insert into lead values (5, " + (stays ? 2 : 1) + ")", stays ? 2 : 1)
            .rowsOf("insert into visit values (90, 2, 10, false)", 2)
            .edits(
                "public.visit",
                "owned-by: account_id, accepts: [visit_lead], bypasses: [visit_log]");
    made.product()
        .run(
            "create function forbidden() returns trigger language plpgsql as $$ begin raise 'no'; end $$;"
                + " create trigger visit_log before update on visit for each row execute function forbidden()");
    Verdict verdict = made.purgeAtOnce(made.catalog());
    if (stays) {
      verdict.isErased(1, 3).touchesOnly("public.visit  (90,2,10,f)", "public.visit  (90,2,5,f)");
    } else {
      verdict.refused(1, "visit_lead.*no such row that stays").erasedOnly(3);
    }
  }

  @ParameterizedTest
  @CsvSource({"false, after delete", "true, after delete", "false, deferred", "false, last"})
  void triggerThatRaisesIsMetBeforeALargeAccountBegins(boolean limited, String when) {
    String condition =
        when.equals("last") ? "not exists (select from visit where account_id = 1)" : "old.id = 20";
    Case made =
        visits("check (true)")
            .rowsOf(
                "insert into visit select i, 1, null, false from generate_series(1, 20500) i", 1)
            .purging("throttle: {chunk-millis: 10}")
            .edits("public.visit", "owned-by: account_id, accepts: [guard]");
    made.product()
        .run(
            """
            create function forbidden() returns trigger language plpgsql as $$
            begin if %s then raise 'no'; end if; return null; end $$;
            create %s trigger guard after delete on visit %s for each %s execute function forbidden();
            """
                .formatted(
                    condition,
                    when.equals("deferred") ? "constraint" : "",
                    when.equals("deferred") ? "deferrable initially deferred" : "",
                    when.equals("last") ? "statement" : "row"));
    if (limited) {
      made.asLimitedRole();
    }
    String catalog = made.catalog();
    TestProgram program = made.open(catalog);
    RunSummary run = program.run(JobName.PURGE);

    made.verdict(program, run, run, catalog)
        .refused(1, "an error raised by PL/pgSQL function")
        .erasedOnly(3);
    assertThat(
            program
                .inLapse()
                .sql(
                    "select string_agg(id, ' ' order by id) from lapse.account where point_of_no_return_at is not null")
                .query(String.class)
                .single())
        .isEqualTo("3");
  }
}
