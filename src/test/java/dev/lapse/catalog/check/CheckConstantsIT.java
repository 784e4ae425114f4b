package dev.lapse.catalog.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.Catalogs;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.live.ReadSchema;
import dev.lapse.catalog.live.StoreSchema;
import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestDatabases.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each constant of anonymize is tried before anything is erased. */
class CheckConstantsIT {
  private final TestDatabase database = TestDatabases.create();

  @BeforeEach
  void people() {
    database.run(
        """
        create domain code as varchar(4) check (value <> 'none');
        create domain there as text check (value is not null);
        create type mood as enum ('glad', 'sad');
        create table account (id bigint primary key);
        create table city (id bigint primary key);
        insert into city values (0);
        create table person (
          id bigint primary key, account_id bigint not null references account,
          short varchar(3), fixed char(3), code code, day date, mood mood, amount numeric(4,2),
          tags text[], extra jsonb, city_id bigint references city, mail text, slug text, nick text,
          low int, high int, there there default 'x',
          constraint mail_or_none check (mail = '' or mail like '%@%'),
          constraint ordered check (low < high),
          unique (slug), unique nulls not distinct (nick));
        """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          short: "gone"     | public.person.short (character varying(3)) does not accept the constant 'gone': value too long for type character varying(3)
          fixed: "gone"     | public.person.fixed (character(3)) does not accept the constant 'gone': value too long for type character(3)
          code: "none!"     | public.person.code (code) does not accept the constant 'none!': value too long for type character varying(4)
          code: "none"      | public.person.code (code) does not accept the constant 'none': value for domain code violates check constraint "code_check"
          there: null       | public.person.there (there) does not accept null: value for domain there violates check constraint "there_check"; anonymize it with a constant
          day: "never"      | public.person.day (date) does not accept the constant 'never': invalid input syntax for type date: "never"
          mood: "calm"      | public.person.mood (mood) does not accept the constant 'calm': invalid input value for enum mood: "calm"
          amount: "123"     | public.person.amount (numeric(4,2)) does not accept the constant '123': numeric field overflow
          tags: "{1"        | public.person.tags (text[]) does not accept the constant '{1': malformed array literal: "{1"
          city_id: "9"      | public.person (city_id) would refer to no row of public.city, which foreign key person_city_id_fkey refuses; use the key of an existing row, or null
          mail: "gone"      | public.person cannot be anonymized like this: check constraint mail_or_none refuses it: ((mail = ''::text) OR (mail ~~ '%@%'::text))
          low: "3", high: "3" | public.person cannot be anonymized like this: check constraint ordered refuses it: (low < high)
          slug: "gone"      | public.person (slug) is unique by person_slug_key, but rows would get the same value; make it different, as in "gone-{key}" (use {account}, {key} or {random})
          slug: "gone-{account}" | public.person (slug) is unique by person_slug_key, but rows would get the same value; make it different, as in "gone-{key}" (use {account}, {key} or {random})
          nick: null        | public.person (nick) is unique by person_nick_key, but rows would get the same value; make it different, as in "gone-{key}" (use {account}, {key} or {random})
          """)
  void refusesConstantThatTheTableCannotTake(String anonymize, String message) throws SQLException {
    CheckRows.RowProblems found = check(anonymize);

    assertThat(found.problems()).extracting(CatalogProblem::message).containsExactly(message);
    assertThat(found.problems())
        .extracting(CatalogProblem::kind)
        .containsExactly(CatalogProblem.Kind.NOT_ASSIGNABLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "short: \"xx\", fixed: \"x\", code: \"gone\", day: \"2000-01-01\", mood: \"sad\", tags: \"{}\", extra: \"{}\"",
        "city_id: \"0\", mail: \"gone@example.org\", low: \"1\"",
        "city_id: null, mail: null, low: null, high: null",
        "slug: \"gone-{key}\", nick: \"{random}\"",
        "slug: null"
      })
  void takesConstantThatFits(String anonymize) throws SQLException {
    CheckRows.RowProblems found = check(anonymize);

    assertThat(found.problems()).isEmpty();
    assertThat(found.notices()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"stored", "virtual"})
  void keepsTheColumnsFromWhichAnOwnerIsComputed(String kind) throws SQLException {
    database.run(
        """
        create table note (id bigint primary key, doc jsonb, word text,
          account_id bigint generated always as (cast(doc ->> 'account' as bigint)) %s,
          short text generated always as (left(word, 1)) %s);
        """
            .formatted(kind, kind));

    assertThat(note("doc: null").problems())
        .extracting(CatalogProblem::message)
        .containsExactly(
            "public.note.doc is anonymized, but account_id, by which rows are found, is computed from it; anonymize other columns, or let the rows go");
    assertThat(note("word: null").problems()).isEmpty();
  }

  @Test
  void accountInAConstantKeepsOneRowPerAccountApart() throws SQLException {
    database.run("alter table account add slug text unique");

    assertThat(
            check(
                    "table: public.account, owned-by: id, anonymize: {slug: \"gone-{account}\"}",
                    "table: public.person, owned-by: account_id")
                .problems())
        .isEmpty();
    assertThat(
            check(
                    "table: public.account, owned-by: id, anonymize: {slug: \"gone\"}",
                    "table: public.person, owned-by: account_id")
                .problems())
        .extracting(CatalogProblem::message)
        .singleElement()
        .asString()
        .contains("as in \"gone-{account}\"");
  }

  @Test
  void saysWhatIsStored() throws SQLException {
    assertThat(check("amount: \"0.001\"").notices())
        .containsExactly(
            "catalog.yaml:9: public.person.amount is anonymized with '0.001', which PostgreSQL stores as '0.00'");
    assertThat(check("day: \"today\"").notices())
        .singleElement()
        .asString()
        .contains("is anonymized with 'today', which PostgreSQL stores as '20");
  }

  @Test
  void conditionOfSeveralColumnsIsTriedByRow() throws SQLException {
    database.run(
        """
        insert into account values (1);
        insert into person (id, account_id, nick, low, high)
          values (1, 1, 'a', 1, 2), (2, 1, 'b', 8, 9), (3, 1, 'c', 8, null);
        """);
    try (Connection connection = database.dataSource().getConnection()) {
      StoreSchema.Table person =
          ReadSchema.read(connection).table(new TableName("public", "person")).orElseThrow();
      RowCondition ordered = RowCondition.of(person, List.of("low")).get(0);

      assertThat(ordered.isDecidedBy(List.of("low"))).isFalse();
      try (var broken =
          connection
              .createStatement()
              .executeQuery(
                  "select id from person p where " + ordered.isBroken("p", Map.of("low", "5")))) {
        assertThat(broken.next()).isTrue();
        assertThat(broken.getInt(1)).isEqualTo(1);
        assertThat(broken.next()).isFalse();
      }
    }
  }

  private CheckRows.RowProblems check(String anonymize) throws SQLException {
    return check(
        "table: public.account, owned-by: id",
        "table: public.person, owned-by: account_id, anonymize: {%s}".formatted(anonymize));
  }

  private CheckRows.RowProblems note(String anonymize) throws SQLException {
    return check(
        "table: public.account, owned-by: id",
        "table: public.note, owned-by: account_id, anonymize: {%s}".formatted(anonymize));
  }

  private CheckRows.RowProblems check(String account, String person) throws SQLException {
    Catalog catalog = Catalogs.withSets(account, person);
    try (Connection connection = database.dataSource().getConnection()) {
      return CheckRows.check(
          catalog, catalog.stores().get(0), ReadSchema.read(connection), connection);
    }
  }
}
