package dev.lapse.cases;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables that refer to each other in a circle. */
class CyclesIT {
  private static Case twoTables(Keys keys, String constraint) {
    return Case.of(
            keys,
            """
            create table account (id KEY primary key);
            create table team (id KEY primary key, account_id KEY not null references account, lead_id KEY not null);
            create table member (
              id KEY primary key, team_id KEY not null references team %1$s, account_id KEY not null references account
            );
            alter table team add constraint team_lead foreign key (lead_id) references member %1$s;
            """
                .formatted(constraint))
        .rowsOf("insert into account values (k({a}))", 1, 2, 3)
        .rowsOf(
            """
            with teams as (
              insert into team values (k({a}01), k({a}), k({a}01)), (k({a}02), k({a}), k({a}02)) returning id
            )
            insert into member values
              (k({a}01), k({a}01), k({a})), (k({a}02), k({a}01), k({a})), (k({a}03), k({a}02), k({a}));
            """,
            1,
            2,
            3);
  }

  static Stream<Arguments> circles() {
    return Variants.of(
        List.of(
            arguments(Keys.UUID, "deferrable initially deferred", false),
            arguments(Keys.UUID, "", true),
            arguments(Keys.BIGINT, "on delete cascade", true),
            arguments(Keys.TEXT, "on delete restrict", false)),
        List.of(
            arguments(Keys.BIGINT, "deferrable initially deferred", true),
            arguments(Keys.TEXT, "deferrable initially immediate", true),
            arguments(Keys.BIGINT, "", false),
            arguments(Keys.BIGINT, "on delete restrict", true)));
  }

  @ParameterizedTest
  @MethodSource("circles")
  void twoTablesThatReferToEachOther(Keys keys, String constraint, boolean limited) {
    Case made = twoTables(keys, constraint).closes(1, 3);
    (limited ? made.asLimitedRole() : made).purge().erasedOnly(1, 3);
  }

  static Stream<Arguments> circlesOfAccounts() {
    String deferred = "not null deferrable initially deferred";
    return Variants.of(
        List.of(arguments(Keys.UUID, deferred, false), arguments(Keys.BIGINT, "", true)),
        List.of(arguments(Keys.BIGINT, "", false), arguments(Keys.TEXT, deferred, true)));
  }

  @ParameterizedTest
  @MethodSource("circlesOfAccounts")
  void accountsThemselvesInTheCircle(Keys keys, String constraint, boolean limited) {
    Case made =
        Case.of(
                keys,
                """
                create table account (id KEY primary key, primary_contact_id KEY);
                create table contact (id KEY primary key, account_id KEY not null references account);
                create table email (contact_id KEY not null references contact, address text);
                """)
            .rowsOf(
                """
                insert into account values (k({a}), k({a}01));
                insert into contact values (k({a}01), k({a})), (k({a}02), k({a}));
                insert into email values (k({a}01), 'a'), (k({a}02), 'b');
                """,
                1,
                2,
                3);
    made.product()
        .run(
            constraint.isEmpty()
                ? "alter table account add foreign key (primary_contact_id) references contact"
                : "alter table account add foreign key (primary_contact_id) references contact deferrable initially deferred, alter primary_contact_id set not null");
    made.closes(2, 3);
    (limited ? made.asLimitedRole() : made).purge().erasedOnly(2, 3);
  }

  @ParameterizedTest
  @MethodSource("dev.lapse.cases.Keys#some")
  void rowsThatReferToRowsOfTheirOwnTable(Keys keys) {
    Case.of(
            keys,
            """
            create table account (id KEY primary key);
            create table folder (
              id KEY primary key, account_id KEY not null references account, parent_id KEY references folder
            );
            create table comment (
              id KEY primary key, folder_id KEY not null references folder, answers_id KEY references comment
            );
            create table page (id KEY primary key, account_id KEY not null references account, home_id KEY not null references page);
            """)
        .rowsOf(
            """
            insert into account values (k({a}));
            insert into folder values (k({a}01), k({a}), null), (k({a}02), k({a}), k({a}01)), (k({a}03), k({a}), k({a}02));
            insert into comment values (k({a}01), k({a}01), null), (k({a}02), k({a}02), k({a}01)), (k({a}03), k({a}01), k({a}02));
            update folder set parent_id = k({a}03) where id = k({a}01);
            insert into page values (k({a}01), k({a}), k({a}01)), (k({a}02), k({a}), k({a}01));
            """,
            1,
            2,
            3)
        .closes(1, 2)
        .purge()
        .erasedOnly(1, 2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void threeTablesAndOneThatHangsOnThem(boolean limited) {
    Case made =
        Case.of(
                """
                create table account (id bigint primary key);
                create table a (id bigint primary key, account_id bigint references account, b_id bigint not null);
                create table b (id bigint primary key, c_id bigint not null);
                create table c (id bigint primary key, a_id bigint not null references a deferrable initially deferred);
                alter table a add foreign key (b_id) references b deferrable initially deferred;
                alter table b add foreign key (c_id) references c deferrable initially deferred;
                create table leaf (c_id bigint not null references c, what text);
                """)
            .rowsOf(
                """
                insert into account values ({a});
                insert into a values ({a}01, {a}, {a}01), ({a}02, {a}, {a}02);
                insert into b values ({a}01, {a}01), ({a}02, {a}02);
                insert into c values ({a}01, {a}02), ({a}02, {a}01);
                insert into leaf values ({a}01, 'x'), ({a}02, 'y');
                """,
                1,
                2,
                3)
            .answers("public.a", "owned-by: account_id")
            .answers("public.c", "owned-by: a_id -> public.a.id")
            .answers("public.b", "owned-by: c_id -> public.c.id")
            .answers("public.leaf", "owned-by: c_id -> public.c.id")
            .closes(1, 2);
    (limited ? made.asLimitedRole() : made).purge().erasedOnly(1, 2);
  }

  @Test
  void circleInWhichOneTableFiresATrigger() {
    Case.of(
            """
            create table account (id bigint primary key);
            create table task (id bigint primary key, account_id bigint references account, list_id bigint);
            create table list (id bigint primary key, task_id bigint not null references task deferrable initially deferred);
            alter table task add foreign key (list_id) references list deferrable initially deferred;
            create function nothing() returns trigger language plpgsql as 'begin return old; end';
            create trigger quiet before delete on list for each row execute function nothing();
            """)
        .rowsOf(
            """
            insert into account values ({a});
            insert into task values ({a}01, {a}, null), ({a}02, null, {a}01), ({a}03, null, {a}02);
            insert into list values ({a}01, {a}01), ({a}02, {a}02);
            """,
            1,
            2)
        .edits("public.task", "owned-by: [account_id, list_id -> public.list.id]")
        .edits("public.list", "owned-by: task_id -> public.task.id, accepts: [quiet]")
        .closes(1)
        .purge()
        .erasedOnly(1);
  }
}
