package dev.lapse.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Schemas that are easily erased wrongly; each represents its whole kind. */
class EngineKindsIT {
  private static Case temporal() {
    Case made =
        Case.of(
            """
            create extension if not exists btree_gist;
            create table account (id bigint primary key);
            create table tariff (
              account_id bigint not null references account, product bigint, valid daterange,
              primary key (product, valid without overlaps)
            );
            create table usage (
              id bigint primary key, account_id bigint references account, product bigint not null, day daterange not null,
              constraint usage_tariff foreign key (product, period day) references tariff (product, period valid)
            );
            """);
    return made.rowsOf("insert into account values ({a})", 1, 2)
        .rowsOf("insert into tariff values (1, 2, '[2026-01-01,2026-06-01)')", 1)
        .edits("public.tariff", "owned-by: account_id")
        .edits("public.usage", "owned-by: account_id")
        .closes(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void refusesToLeaveAPeriodPointingAtNothing(boolean limited) {
    Case made =
        temporal().rowsOf("insert into usage values (7, 2, 2, '[2026-02-01,2026-02-10)')", 2);
    (limited ? made.asLimitedRole() : made).purge().refused(1, "usage_tariff");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void periodsOfTheAccountItselfGoWithIt(boolean limited) {
    Case made =
        temporal().rowsOf("insert into usage values (7, 1, 2, '[2026-02-01,2026-02-10)')", 1);
    (limited ? made.asLimitedRole() : made).purge().erasedOnly(1);
  }

  @Test
  void uuidsInEverySpellingGo() {
    Case.of(
            Keys.UUID,
            """
            create table account (id KEY primary key);
            create table download (id bigint primary key, account_id text);
            """)
        .rowsOf("insert into account values (k({a}))", 1, 2)
        .rowsOf(
            """
            insert into download values
              ({a}1, k({a})::text), ({a}2, upper(k({a})::text)),
              ({a}3, replace(k({a})::text, '-', '')), ({a}4, ' {' || replace(k({a})::text, '-', '') || '} '),
              ({a}5, 'urn:uuid:' || k({a})::text)
            """,
            1,
            2)
        .edits("public.download", "owned-by: account_id")
        .closes(1)
        .purge()
        .erasedOnly(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void numbersInEverySpellingGo(boolean limited) {
    Case made =
        Case.of(
                """
                create table account (id bigint primary key);
                create table project (id bigint primary key, account_id bigint not null references account);
                create table click (id bigint primary key, account_id varchar(9));
                create table view (id bigint primary key, project text);
                """)
            .rowsOf(
                """
                insert into account values ({a});
                insert into project values ({a}0, {a});
                insert into click values ({a}1, '{a}'), ({a}2, '00{a}'), ({a}3, '{a} '), ({a}4, '+{a}');
                insert into view values ({a}1, '{a}0'), ({a}2, '0{a}0'), ({a}3, ' {a}0');
                """,
                1,
                2)
            .nobodys("insert into click values (99, 'x1'), (98, '1.0')")
            .edits("public.click", "owned-by: account_id")
            .edits("public.view", "owned-by: project -> public.project.id")
            .closes(1);
    (limited ? made.asLimitedRole() : made).purge().erasedOnly(1);
  }

  private static Case remarks() {
    return Case.of(
            """
            create table account (id bigint primary key);
            create table project (id bigint primary key, account_id bigint not null references account);
            create table remark (id bigint primary key, about_type text not null, about_id bigint not null);
            """)
        .rowsOf("insert into account values ({a}); insert into project values ({a}5, {a})", 1, 2)
        .rowsOf("insert into remark values ({a}1, 'Project', {a}5)", 1, 2)
        .closes(1);
  }

  @Test
  void typesThatNoWayNamesBlock() {
    Case made =
        remarks()
            .nobodys("insert into remark values (2, 'Milestone', 15)")
            .edits(
                "public.remark",
                "owned-by: \"about_id -> public.project.id where about_type = 'Project'\"");
    String catalog = made.catalog();
    assertThat(made.commands().check(catalog).exitCode()).isEqualTo(2);
    made.purge(catalog).refused(1, "Milestone");
  }

  @Test
  void typesThatBelongToNobodyAreLeft() {
    remarks()
        .nobodys("insert into remark values (2, 'Milestone', 15)")
        .edits(
            "public.remark",
            "owned-by: \"about_id -> public.project.id where about_type = 'Project'\", shared-where: \"about_type = 'Milestone'\"")
        .purge()
        .erasedOnly(1);
  }

  @Test
  void accountsWhoseKeyRepeatsAreRefused() {
    Case made =
        Case.of(
                """
                create table account (id bigint primary key, org text not null);
                create table memo (id bigint primary key, account_id bigint not null references account);
                insert into account values (1, 'acme'), (2, 'acme'), (3, 'zeta');
                """)
            .accountsIn("public.account", "org");
    CatalogCommands.Result check =
        made.commands()
            .check(
                CatalogText.stores("public.account", "org")
                    + """
                    sets:
                      - {store: product, table: public.account, owned-by: org}
                      - {store: product, table: public.memo, owned-by: account_id -> public.account.id}
                    """);
    assertThat(check.exitCode()).isEqualTo(2);
    assertThat(check.out() + check.err()).contains("org");
  }

  private static Case people(String entry) {
    return Case.of(
            KindsOfAnySize.HISTORY
                + """
            create table account (id bigint primary key, name text);
            create table person (id bigint primary key, account_id bigint not null references account, mail text);
            create trigger person_history before update on person for each row execute function keep_old();
            """)
        .rowsOf(
            """
            insert into account values ({a}, 'A');
            insert into person values ({a}1, {a}, 'p'), ({a}2, {a}, 'q');
            """,
            1,
            2)
        .edits("public.history", "shared: true")
        .edits("public.person", entry)
        .closes(1);
  }

  @Test
  void updateTriggersThatAreBypassedDoNotFire() {
    people("owned-by: account_id, anonymize: {mail: gone}, bypasses: [person_history]")
        .edits("public.account", "owned-by: id, anonymize: {name: null}")
        .purge();
    assertThat(CaseDatabases.count("history")).isZero();
    assertThat(
            CaseDatabases.product()
                .sql("select string_agg(mail, ' ' order by id) from person")
                .query(String.class)
                .single())
        .isEqualTo("gone gone p q");
  }

  @Test
  void updateTriggersThatNobodyReviewedBlock() {
    Case made = people("owned-by: account_id, anonymize: {mail: gone}");
    assertThat(made.commands().check(made.catalog()).out()).contains("person_history");
    made.purge(made.catalog()).refused(1, "person_history");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void postgresRefusesBeforeThePointOfNoReturn(boolean limited) {
    Case made =
        Case.of(
                """
                create table account (id bigint primary key);
                create table lead (id bigint primary key, account_id bigint not null references account);
                create table visit (
                  id bigint primary key, account_id bigint not null references account, lead_id bigint, walk_in boolean,
                  constraint visit_lead foreign key (lead_id) references lead on delete set null,
                  constraint who check (lead_id is not null or walk_in)
                );
                """)
            .rowsOf("insert into account values ({a}); insert into lead values ({a}0, {a})", 1, 2)
            .rowsOf("insert into visit values (90, 2, 10, false)", 2)
            .edits("public.visit", "owned-by: account_id, accepts: [visit_lead]")
            .closes(1);
    (limited ? made.asLimitedRole() : made).refusesBeforeTheClaim("who");
  }

  @Test
  void refusesADuplicateConstantBeforeThePointOfNoReturn() {
    Case made =
        Case.of(
                """
                create table account (id bigint primary key);
                create table handle (
                  id bigint primary key, account_id bigint not null, name text, place int,
                  unique (name, place)
                );
                """)
            .rowsOf(
                "insert into account values ({a}); insert into handle values ({a}1, {a}, 'n{a}', 1)",
                1,
                2)
            .nobodys("insert into account values (3); insert into handle values (31, 3, 'gone', 1)")
            .edits("public.handle", "owned-by: account_id, anonymize: {name: gone}")
            .closes(1);
    made.refusesBeforeTheClaim("handle_name_place_key");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void rowsOfOthersThatACascadeTakesAreCounted(boolean limited) {
    Case made =
        KindsOfAnySize.wiki(
                """
                create table page_read (page_id bigint, constraint of_page foreign key (page_id) references page on delete cascade);
                """)
            .rowsOf("insert into page values (1, 1, 1); insert into page_read values (1)", 1)
            .rowsOf(
                "insert into page values (99, 2, 1); insert into page_read values (99), (99)", 2)
            .edits("public.page_read", "owned-by: page_id -> public.page.id, accepts: [of_page]");
    Verdict verdict = (limited ? made.asLimitedRole() : made).purge();
    Map<String, Long> expected = new HashMap<>(KindsOfAnySize.rowsOfWiki(1));
    expected.put("product.public.page_read", 1L);
    expected.put("product.public.page_read (cascade)", 2L);
    assertThat(verdict.rehearsed().sets()).isEqualTo(expected);
    assertThat(verdict.run().sets()).isEqualTo(expected);
  }

  @Test
  void whatTheDatabaseMakesOfAConstantIsExpected() {
    Case.of(
            """
            create table account (id bigint primary key, score numeric(10,2), seen timestamptz, name text);
            create function lower_name() returns trigger language plpgsql as $$
            begin new.name := lower(new.name); return new; end $$;
            create trigger lowers before update on account for each row execute function lower_name();
            """)
        .rowsOf("insert into account values ({a}, 5, now(), 'N')", 1, 2)
        .edits(
            "public.account",
            "owned-by: id, anonymize: {score: '0.001', seen: now, name: GONE}, accepts: [lowers]")
        .closes(1)
        .purge()
        .isErased(1);
  }

  /** Padded, put in order, cut to its precision, written in another case. */
  @Test
  void constantsThatTheirTypesWriteOtherwiseAreExpected() {
    Case.of(
            """
            create table account (
              id bigint primary key, fixed char(5), extra jsonb, at time(0), ratio real,
              address inet, mark interval, tags int[]
            );
            """)
        .rowsOf(
            "insert into account values ({a}, 'abcde', '{\"c\": 1}', '10:00', 1, '10.0.0.1', '1 day', '{7}')",
            1, 2)
        .edits(
            "public.account",
            "owned-by: id, anonymize: {fixed: 'x', extra: '{\"b\":1,\"a\":2}', at: '00:00:00.7', ratio: '0.1',"
                + " address: '0.0.0.0/0', mark: '36 hours', tags: '{ 1 }'}")
        .closes(1, 2)
        .purge()
        .isErased(1, 2);
  }

  @ParameterizedTest
  @CsvSource({"gone-{account}, gone-1 gone-2", "x{key}, x1 x2"})
  void constantsMayNameTheAccountAndTheKey(String constant, String expected) {
    Case.of("create table account (id bigint primary key, slug text not null unique);")
        .rowsOf("insert into account values ({a}, 's{a}')", 1, 2)
        .edits("public.account", "owned-by: id, anonymize: {slug: '" + constant + "'}")
        .closes(1, 2)
        .purge()
        .isErased(1, 2);
    assertThat(
            CaseDatabases.product()
                .sql("select string_agg(slug, ' ' order by id) from account")
                .query(String.class)
                .single())
        .isEqualTo(expected);
  }

  @Test
  void randomConstantsDifferByRow() {
    Case.of("create table account (id bigint primary key, slug text not null unique);")
        .rowsOf("insert into account values ({a}, 's{a}')", 1, 2)
        .edits("public.account", "owned-by: id, anonymize: {slug: 'r-{random}'}")
        .closes(1, 2)
        .purge()
        .isErased(1, 2);
    assertThat(
            CaseDatabases.count(
                "(select distinct slug from account where slug ~ '^r-[0-9a-f]{32}$') slugs"))
        .isEqualTo(2);
  }

  private static Case folders(String check) {
    return Case.of(
            """
            create table account (id bigint primary key);
            create table folder (
              id bigint primary key, account_id bigint not null references account,
              parent_id bigint references folder, root boolean not null %s
            );
            create index on folder (parent_id);
            """
                .formatted(check))
        .rowsOf("insert into account values ({a})", 1, 2);
  }

  /** A trigger or a key that would not let a row be set to null first. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "create trigger guard before update on folder for each row execute function no()",
        "create unique index one_root on folder (account_id, (parent_id is null)) where parent_id is null",
        "alter table folder alter constraint folder_parent_id_fkey deferrable initially deferred"
      })
  void nothingIsSetToNullThatStaysForAMoment(String forbids) {
    Case made =
        folders(", check (root or parent_id is not null)")
            .rowsOf(
                "insert into folder values (0, 1, null, true); insert into folder select g, 1, g / 9, false from generate_series(1, 20500) g",
                1)
            .rowsOf("insert into folder values (99000, 2, null, true), (99001, 2, 99000, false)", 2)
            .purging("throttle: {chunk-millis: 10}")
            .closes(1);
    made.product()
        .run(
            "create function no() returns trigger language plpgsql as $$ begin raise 'no'; end $$;"
                + forbids);
    made.purge().erasedOnly(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void foldersOfALargeAccountGoLeavesFirst(boolean limited) {
    Case made =
        folders(", check (root or parent_id is not null)")
            .rowsOf(
                "insert into folder values (0, 1, null, true); insert into folder select g, 1, g / 2, false from generate_series(1, 21000) g",
                1)
            .purging("throttle: {chunk-millis: 10}")
            .closes(1);
    (limited ? made.asLimitedRole() : made).purge().erasedOnly(1);
  }
}
