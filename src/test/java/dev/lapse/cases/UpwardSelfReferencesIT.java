package dev.lapse.cases;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that are found upward and refer to each other: people and who invited them. */
class UpwardSelfReferencesIT {
  private static final String SCHEMA =
      """
      create table account (id bigint primary key);
      create table person (id bigint primary key, invited_by bigint references person);
      create table membership (id bigint primary key, account_id bigint references account, person_id bigint references person);
      create table session (id bigint primary key, person_id bigint not null references person);
      create index on person (invited_by);
      create index on membership (person_id);
      create index on membership (account_id);
      create index on session (person_id);
      """;

  /** A chain, two who invited each other, and one who invited himself: of each account. */
  private static final String ROWS =
      """
      insert into account values ({a});
      insert into person values
        ({a}01, null), ({a}02, {a}01), ({a}03, {a}02), ({a}04, null), ({a}05, {a}04), ({a}06, {a}06);
      update person set invited_by = {a}05 where id = {a}04;
      insert into membership select {a}00 + n, {a}, {a}00 + n from generate_series(1, 6) n;
      insert into session select {a}00 + n, {a}00 + n from generate_series(1, 6) n;
      """;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void peopleWhoInvitedEachOtherGo(boolean limited) {
    (limited ? twoAccounts().asLimitedRole() : twoAccounts()).closes(11).purge().erasedOnly(11);
  }

  /** The first invited the second, who invited somebody of account 12, who stays. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void thoseWhoInvitedSomebodyElseStay(boolean limited) {
    Case two =
        twoAccounts()
            .jointly(
                """
                insert into person values (901, null), (902, 901);
                insert into session values (901, 901), (902, 902);
                """,
                11,
                12)
            .rowsOf("insert into membership values (901, {a}, 901), (902, {a}, 902)", 11)
            .rowsOf(
                """
                insert into person values (903, 902);
                insert into membership values (903, {a}, 903);
                """,
                12)
            .closes(11);

    (limited ? two.asLimitedRole() : two).purge().erasedOnly(11);
  }

  @Test
  void peopleOfALargeAccountGoInSlices() {
    twoAccounts()
        .rowsOf(
            "insert into membership select n, {a}, {a}01 from generate_series(20000, 42000) n", 11)
        .purging("throttle: {chunk-millis: 10}")
        .closes(11)
        .purge()
        .erasedOnly(11);
  }

  /** Which people go says which sessions go, and these which memberships and people. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void circleWithOneOfItsSetsReferringToItselfGoes(boolean limited) {
    Case made =
        Case.of(SCHEMA + "alter table membership add session_id bigint references session;")
            .rowsOf(ROWS, 11, 12)
            .rowsOf(
                """
                insert into person values ({a}07, {a}01), ({a}08, {a}07);
                insert into session values ({a}07, {a}06);
                insert into membership values ({a}07, null, {a}08, {a}07);
                """,
                11,
                12)
            .edits(
                "public.membership", "owned-by: [account_id, \"session_id -> public.session.id\"]")
            .edits(
                "public.person",
                "owned-by: [\"id <- public.membership.person_id\", \"id <- public.person.invited_by\"]")
            .edits("public.session", "owned-by: person_id -> public.person.id")
            .closes(11);

    (limited ? made.asLimitedRole() : made).purge().erasedOnly(11);
  }

  private static Case twoAccounts() {
    return Case.of(SCHEMA)
        .rowsOf(ROWS, 11, 12)
        .edits("public.membership", "owned-by: account_id")
        .edits("public.person", "owned-by: \"id <- public.membership.person_id\"")
        .edits("public.session", "owned-by: person_id -> public.person.id");
  }
}
