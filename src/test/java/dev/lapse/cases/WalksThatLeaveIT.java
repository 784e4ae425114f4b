package dev.lapse.cases;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A reference to another account's row erases nothing else: a row's own tenant column decides. */
class WalksThatLeaveIT {
  @ParameterizedTest
  @MethodSource("dev.lapse.cases.Keys#some")
  void ownTenantColumnWinsOverAReferenceToAnotherAccount(Keys keys) {
    Case.of(
            keys,
            """
            create table account (id KEY primary key, name text);
            create table contact (id KEY primary key, account_id KEY not null references account, email text);
            create table deal (
              id KEY primary key, account_id KEY not null references account,
              contact_id KEY references contact on delete set null, title text
            );
            create table activity (
              id KEY primary key, account_id KEY references account,
              deal_id KEY references deal on delete set null, what text
            );
            """)
        .nobodys("insert into activity values (k(1), null, null, 'system maintenance')")
        .rowsOf(
            """
            insert into account values (k({a}), 'account {a}');
            insert into contact values (k({a}01), k({a}), 'one'), (k({a}02), k({a}), 'two');
            insert into deal values (k({a}01), k({a}), k({a}01), 'a'), (k({a}02), k({a}), null, 'b');
            insert into activity values (k({a}01), k({a}), k({a}01), 'call'), (k({a}02), k({a}), null, 'mail');
            """,
            1,
            2,
            3)
        // the erased account refers to rows of one that stays
        .rowsOf(
            """
            insert into deal values (k(191), k(1), k(201), 'to a contact of account 2');
            insert into activity values (k(191), k(1), k(301), 'on a deal of account 3');
            """,
            1)
        .closes(1)
        .purge()
        .erasedOnly(1);
  }
}
