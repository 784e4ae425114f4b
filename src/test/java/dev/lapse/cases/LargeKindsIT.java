package dev.lapse.cases;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same kinds in an account that goes in slices. */
class LargeKindsIT {
  private static final int LARGE = 20_500;
  private static final String SMALL_SLICES = "throttle: {chunk-millis: 20}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          owned-by: account_id, bypasses: [person_history]                            | owned-by: account_id
          owned-by: account_id, anonymize: {mail: gone, best_id: null}, bypasses: [person_history] | owned-by: account_id
          owned-by: account_id, accepts: [person_best], bypasses: [person_history]    | owned-by: account_id
          """)
  void bypassedTriggersDoNotFireInSlices(String person, String friend) {
    Case made =
        Case.of(
                KindsOfAnySize.HISTORY
                    + """
                create table account (id bigint primary key);
                create table friend (id bigint primary key, account_id bigint not null);
                create table person (
                  id bigint primary key, account_id bigint not null, mail text, best_id bigint,
                  constraint person_best foreign key (best_id) references friend
                );
                """)
            .rowsOf("insert into account values ({a}); insert into friend values ({a}, {a})", 1, 2)
            .rowsOf(
                "insert into person select g, 1, 'p', null from generate_series(1, %d) g"
                    .formatted(LARGE),
                1)
            .rowsOf(
                "insert into person values (99001, 2, 'q', %s)"
                    .formatted(person.contains("person_best") ? "1" : "null"),
                2)
            .answers("public.person", person)
            .answers("public.friend", friend)
            .edits("public.person", person)
            .edits("public.friend", friend)
            .edits("public.history", "shared: true")
            .purging(SMALL_SLICES)
            .closes(1);
    made.product()
        .run(
            "create trigger person_history before update or delete on person for each row execute function keep_old()");
    made.purgeAtOnce(made.catalog()).isErased(1);

    assertThat(CaseDatabases.count("history")).isZero();
    assertThat(CaseDatabases.count("person where account_id = 1 and mail <> 'gone'")).isZero();
    assertThat(
            CaseDatabases.count("person where account_id = 2 and mail = 'q' and best_id is null"))
        .isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void rowsOfOthersThatACascadeTakesAreCountedInSlices(boolean limited) {
    Case made =
        KindsOfAnySize.wiki()
            .rowsOf(
                "insert into page select g, 1, 1 from generate_series(1, %d) g".formatted(LARGE), 1)
            .rowsOf("insert into page values (99001, 2, 1), (99002, 2, 2)", 2)
            .purging(SMALL_SLICES);
    Verdict verdict = (limited ? made.asLimitedRole() : made).purge();

    assertThat(verdict.rehearsed().sets()).isEqualTo(KindsOfAnySize.rowsOfWiki(LARGE));
    assertThat(verdict.run().sets()).isEqualTo(KindsOfAnySize.rowsOfWiki(LARGE));
    assertThat(verdict.lost()).containsExactly("public.page  (99001,2,1)");
  }

  @Test
  void refusedChangeIsMetBeforeTheFirstSlice() {
    Case made =
        Case.of(
                """
                create table account (id bigint primary key);
                create table lead (id bigint primary key, account_id bigint not null references account);
                create table visit (
                  id bigint primary key, account_id bigint not null, lead_id bigint,
                  constraint visit_lead foreign key (lead_id) references lead on delete set null
                );
                create function not_today() returns trigger language plpgsql as $$
                begin raise 'no'; end $$;
                create trigger guard before update on visit for each row execute function not_today();
                """)
            .rowsOf("insert into account values ({a})", 1, 2)
            .rowsOf(
                "insert into lead select g, 1 from generate_series(1, %d) g".formatted(LARGE), 1)
            .rowsOf("insert into visit values (1, 2, 7)", 2)
            .edits("public.visit", "owned-by: account_id, accepts: [visit_lead, guard]")
            .purging(SMALL_SLICES)
            .closes(1);
    made.purge().refused(1, "an error raised by PL/pgSQL function");
  }
}
