package dev.lapse.cases;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What else PostgreSQL offers and products use. */
class OddFeaturesIT {
  @Test
  void generatedColumns() {
    Case.of(
            """
            create table account (id bigint primary key);
            create table contact (
              id bigint generated always as identity primary key, account_id bigint not null references account,
              email text, email_lower text generated always as (lower(email)) stored,
              domain text generated always as (split_part(email, '@', 2)) virtual
            );
            create table mail (contact_id bigint references contact, copy_of bigint generated always as (contact_id) stored);
            """)
        .rowsOf(
            """
            insert into account values ({a});
            insert into contact (account_id, email) values ({a}, 'A@x'), ({a}, 'B@y');
            insert into mail select id from contact where account_id = {a};
            """,
            1,
            2,
            3)
        .answers("public.mail", "owned-by: contact_id -> public.contact.id")
        .closes(1)
        .purge()
        .erasedOnly(1);
  }

  @Test
  void rowLevelSecurityHidesNothing() {
    Case.of(
            """
            create table account (id bigint primary key);
            create table contact (id bigint primary key, account_id bigint not null references account);
            alter table contact enable row level security;
            alter table contact force row level security;
            create policy own on contact using (account_id::text = current_setting('app.account', true));
            """)
        .rowsOf("insert into account values ({a}); insert into contact values ({a}01, {a})", 1, 2)
        .closes(1)
        .afterGranting("alter role lapse_eraser bypassrls")
        .purge()
        .erasedOnly(1);
  }

  @AfterEach
  void policiesAreForEverybodyAgain() {
    CaseDatabases.run("alter role lapse_eraser nobypassrls");
  }

  @Test
  void roleThatAPolicyHidesRowsFromErasesNothing() {
    Case made =
        Case.of(
                """
                create table account (id bigint primary key);
                create table contact (id bigint primary key, account_id bigint not null references account);
                alter table contact enable row level security;
                create policy own on contact using (account_id::text = current_setting('app.account', true));
                """)
            .rowsOf(
                "insert into account values ({a}); insert into contact values ({a}01, {a})", 1, 2)
            .closes(1);
    String catalog = made.catalog();

    made.asLimitedRole().purge(catalog).refused(1, "contact");
  }

  @ParameterizedTest
  @MethodSource("dev.lapse.cases.Keys#some")
  void inheritedTables(Keys keys) {
    Case.of(
            keys,
            """
            create table account (id KEY primary key);
            create table activity (id KEY, account_id KEY, what text);
            create table call (minutes int) inherits (activity);
            create table meeting (room text) inherits (activity);
            create index on activity (account_id);
            """)
        .nobodys("insert into meeting values (k(7), null, 'all hands', 'big')")
        .rowsOf(
            """
            insert into account values (k({a}));
            insert into activity values (k({a}01), k({a}), 'mail');
            insert into call values (k({a}02), k({a}), 'call', 5);
            insert into meeting values (k({a}03), k({a}), 'meeting', 'small');
            """,
            1,
            2,
            3)
        .answers("public.activity", "owned-by: account_id")
        .answers("public.call", "owned-by: account_id")
        .answers("public.meeting", "owned-by: account_id")
        .closes(1, 2)
        .purge()
        .erasedOnly(1, 2);
  }

  @Test
  void sameNamesInSeveralSchemas() {
    Case.of(
            """
            create table account (id bigint primary key);
            create schema crm; create schema shop;
            create table crm.contact (id bigint primary key, account_id bigint not null references account);
            create table shop.account (id bigint primary key, owner_id bigint not null references public.account, note text);
            create table shop.contact (id bigint primary key, account_id bigint not null references shop.account);
            create table crm.note (id bigint primary key, contact_id bigint not null references crm.contact);
            create table shop.note (id bigint primary key, contact_id bigint not null references shop.contact);
            """)
        .rowsOf(
            """
            insert into account values ({a});
            insert into crm.contact values ({a}01, {a});
            insert into shop.account values ({b}, {a}, 'its number is that of the next account');
            insert into shop.contact values ({a}01, {b});
            insert into crm.note values ({a}01, {a}01);
            insert into shop.note values ({a}01, {a}01);
            """,
            1,
            2,
            3)
        .answers("shop.contact", "owned-by: account_id -> shop.account.id")
        .answers("shop.account", "owned-by: owner_id")
        .closes(2)
        .purge()
        .erasedOnly(2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void namesAreNeverMoreThanNames(boolean limited) {
    String contact = "\"My Schema\".\"Contact; drop table public.account; --\"";
    Case made =
        Case.of(
                """
                create schema "My Schema";
                create table "My Schema"."Account" ("Id" bigint primary key);
                create table %s (
                  "the \""Id\"\"" bigint primary key, "Account's Id" bigint not null references "My Schema"."Account",
                  ":name" text, "a?b" text
                );
                create table "My Schema"."line
                break" ("contact
                id" bigint not null references %1$s, "select" text, ":ids" bigint);
                create table "My Schema"."$1 {a}" ("Type" text, "record id" text);
                create table public.account (id bigint primary key);
                """
                    .formatted(contact))
            .accountsIn("\"My Schema\".\"Account\"", "Id")
            .nobodys("insert into public.account values (1), (2)")
            .rowsOf(
                """
                insert into "My Schema"."Account" values ({a});
                insert into %s values ({a}01, {a}, 'x', 'y'), ({a}02, {a}, null, null);
                insert into "My Schema"."line
                break" values ({a}01, 'x', 1);
                """
                    .formatted(contact),
                1,
                2,
                3)
            .answers("public.account", "shared: true")
            .answers("\"My Schema\".\"$1 {a}\"", "shared: true")
            .answers("public.account", "shared: true")
            .closes(1, 3);
    (limited ? made.asLimitedRole() : made).purge().erasedOnly(1, 3);
  }

  @Test
  void foreignTableIsAskedAboutOrLeftOut() {
    Case made =
        Case.of(
                """
                create table account (id bigint primary key);
                create foreign data wrapper nothing;
                create server elsewhere foreign data wrapper nothing;
                create foreign table remote_event (id bigint, account_id bigint) server elsewhere;
                create table contact (id bigint primary key, account_id bigint not null references account);
                """)
            .rowsOf(
                "insert into account values ({a}); insert into contact values ({a}01, {a})", 1, 2);

    // rows that Lapse cannot reach are never silently called erased
    assertThat(made.discovered().questions()).containsKey("public.remote_event");
    made.answers("public.remote_event", "shared: true").closes(1).purge().erasedOnly(1);
  }

  @Test
  void viewsAreNoTables() {
    Case.of(
            """
            create table account (id bigint primary key);
            create table contact (id bigint primary key, account_id bigint not null references account);
            create view contacts as select * from contact;
            create unlogged table cache (account_id bigint not null references account, page text);
            """)
        .rowsOf(
            """
            insert into account values ({a});
            insert into contact values ({a}01, {a});
            insert into cache values ({a}, 'x');
            """,
            1,
            2)
        .closes(1)
        .purge()
        .erasedOnly(1);
  }
}
