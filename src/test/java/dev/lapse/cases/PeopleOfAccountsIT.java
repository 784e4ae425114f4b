package dev.lapse.cases;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** People that several accounts may have: one convention, and what hangs on them goes along. */
class PeopleOfAccountsIT {
  private static final String TABLES =
      """
      create table person (id KEY primary key, mail text);
      create table account (id KEY primary key, owner_id KEY references person);
      create table membership (person_id KEY references person, account_id KEY references account,
        primary key (person_id, account_id));
      create table device (id KEY primary key, person_id KEY not null references person);
      create table reset (id KEY primary key, device_id KEY not null references device);
      create table task (id KEY primary key, account_id KEY not null references account,
        assignee_id KEY references person);
      """;

  private static Case people(Keys keys) {
    return Case.of(keys, TABLES)
        .nobodys(
            """
            insert into person values (k(9), 'of none');
            insert into device values (k(9), k(9));
            insert into reset values (k(9), k(9));
            """)
        .rowsOf(
            """
            insert into person values (k({a}01), 'member'), (k({a}02), 'owner, no member'), (k({a}03), 'assigned');
            insert into account values (k({a}), k({a}02));
            insert into membership values (k({a}01), k({a}));
            insert into device values (k({a}01), k({a}01)), (k({a}02), k({a}02));
            insert into reset values (k({a}01), k({a}01));
            insert into task values (k({a}01), k({a}), k({a}03)), (k({a}02), k({a}), null);
            """,
            1,
            2,
            3)
        .jointly(
            """
            insert into person values (k(12), 'member of two'), (k(13), 'member of one, assigned by the other');
            insert into device values (k(12), k(12));
            insert into reset values (k(12), k(12));
            """,
            1,
            2)
        .rowsOf("insert into membership values (k(12), k({a}))", 1, 2)
        .rowsOf("insert into membership values (k(13), k({a}))", 1)
        .rowsOf("insert into task values (k({a}13), k({a}), k(13))", 2)
        .decides("{people: public.person, members: public.membership}");
  }

  @ParameterizedTest
  @MethodSource("dev.lapse.cases.Keys#some")
  void personOfAnotherAccountStaysWithAllThatHangsOnIt(Keys keys) {
    people(keys).closes(1).purge().erasedOnly(1);
  }

  @Test
  void personGoesWithTheLastAccountThatHasIt() {
    people(Keys.UUID).closes(1, 2).purge().erasedOnly(1, 2);
  }

  @Test
  void limitedRoleErasesTheSame() {
    people(Keys.BIGINT).closes(1, 2).asLimitedRole().purge().erasedOnly(1, 2);
  }

  @Test
  void rowThatOnlyAPersonHasGoesWithThePerson() {
    withSites().closes(1).purge().erasedOnly(1);
  }

  @Test
  void rowOfAPersonGoesWithTheLastOfItsAccounts() {
    withSites().closes(1, 2).purge().erasedOnly(1, 2);
  }

  /** Sites of accounts, and sites that only people have, also one of two accounts. */
  private static Case withSites() {
    return Case.of(
            """
            create table account (id bigint primary key);
            create table person (id bigint primary key, mail text);
            create table membership (person_id bigint references person, account_id bigint references account,
              primary key (person_id, account_id));
            create table site (id bigint primary key, account_id bigint references account,
              person_id bigint references person);
            create table visit (id bigint primary key, site_id bigint not null references site,
              person_id bigint references person);
            """)
        .rowsOf(
            """
            insert into account values ({a});
            insert into person select {a}00 + n, 'mail' from generate_series(1, 30) n;
            insert into membership select {a}00 + n, {a} from generate_series(1, 30) n;
            insert into site select {a}00 + n, case when n > 10 then {a} end, {a}00 + n
              from generate_series(1, 30) n;
            insert into visit select {a}00 + n, {a}00 + n, {a}00 + n from generate_series(1, 30) n;
            """,
            1,
            2,
            3)
        .jointly(
            """
            insert into person values (12, 'member of two');
            insert into site values (12, null, 12);
            insert into visit values (12, 12, 12);
            """,
            1,
            2)
        .rowsOf("insert into membership values (12, {a})", 1, 2)
        .decides("{people: public.person, members: public.membership}");
  }
}
