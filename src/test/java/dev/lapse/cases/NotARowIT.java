package dev.lapse.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.policy.JobName;
import dev.lapse.run.record.RunSummary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Data of accounts that is not a row of a table. */
class NotARowIT {
  @Test
  void sequenceOfTheAccountIsDropped() {
    Case.of(
            """
            create table account (id bigint primary key);
            create table ticket (id bigint primary key, account_id bigint not null references account, number bigint);
            """)
        .nobodys("create sequence ticket_number; create sequence ticket_12_seq")
        .afterGranting("alter schema public owner to lapse_eraser")
        .rowsOf(
            """
            insert into account values ({a});
            create sequence ticket_{a}_seq;
            insert into ticket values ({a}01, {a}, nextval('ticket_{a}_seq'));
            """,
            1,
            2,
            3)
        .adds("sequence: \"public.ticket_{account}_seq\"")
        .closes(1)
        .purge()
        .erasedOnly(1);
  }

  /** It would be found out after the point of no return: only their owner drops them. */
  @Test
  void sequencesOfAnotherRoleBlockBeforeAnythingIsDone() {
    Case made =
        Case.of("create table account (id bigint primary key);")
            .rowsOf("insert into account values ({a}); create sequence ticket_{a}_seq;", 1, 2)
            .closes(1);

    RunSummary run = made.open(made.catalog()).run(JobName.PURGE);

    assertThat(run.reasons().keySet())
        .singleElement()
        .asString()
        .contains("may not drop sequences public.ticket_{account}_seq, which belong to postgres");
    assertThat(Rows.of(made.jdbc())).isEqualTo(made.truth().all());
  }

  @Test
  void sequenceThatDiscoveryFindsIsDropped() {
    Case.of(
            Keys.UUID,
            """
            create table account (id KEY primary key);
            create schema "per Account" authorization lapse_eraser;
            """)
        .rowsOf(
            """
            insert into account values (k({a}));
            create sequence "per Account"."Invoices of 00000000-0000-4000-8000-00000000000{a}";
            """,
            1,
            2,
            3)
        // no answer: discovery is sure of it by itself
        .closes(1, 3)
        .purge()
        .erasedOnly(1, 3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "create unique index on contact_list (id); create unique index on contact_count (account_id);"
      })
  void materializedViewsAreRefreshed(String indexes) {
    Case.of(
            """
            create table account (id bigint primary key);
            create table contact (id bigint primary key, account_id bigint not null references account, email text);
            create table country (code text primary key);
            create materialized view contact_list as select id, email from contact;
            create view contacts as select account_id, email from contact;
            create materialized view contact_count as select account_id, count(*) as n from contacts group by account_id;
            create materialized view twice as select id, email || email as emails from contact_list;
            create materialized view countries as select code from country;
            """
                + indexes)
        .nobodys("insert into country values ('FR'); refresh materialized view countries")
        .rowsOf(
            """
            insert into account values ({a});
            insert into contact values ({a}01, {a}, 'a{a}'), ({a}02, {a}, 'b{a}');
            refresh materialized view contact_list;
            refresh materialized view contact_count;
            refresh materialized view twice;
            """,
            1,
            2,
            3)
        .answers("public.country", "shared: true")
        .closes(1, 3)
        .purge()
        .erasedOnly(1, 3);
  }

  @Test
  void largeObjectsGoWithTheRow() {
    Case made = withLargeObjects();
    CaseDatabases.run(
        """
        do $$
        declare o oid;
        begin
          for o in select oid from pg_largeobject_metadata loop
            execute format('alter large object %s owner to lapse_eraser', o);
          end loop;
        end $$;
        """);

    made.purge().erasedOnly(2);
  }

  /** It would be found out after the point of no return: only their owner removes them. */
  @Test
  void largeObjectsOfAnotherRoleBlockBeforeAnythingIsDone() {
    Case made = withLargeObjects();

    RunSummary run = made.open(made.catalog()).run(JobName.PURGE);

    assertThat(run.reasons().keySet())
        .singleElement()
        .asString()
        .contains("may not remove large objects of public.document, column content")
        .contains("which belong to postgres: alter their owner to \"lapse_eraser\"");
    assertThat(Rows.of(made.jdbc())).isEqualTo(made.truth().all());
  }

  private static Case withLargeObjects() {
    return Case.of(
            """
            create table account (id bigint primary key);
            create table document (id bigint primary key, account_id bigint not null references account, content oid);
            create table page (document_id bigint not null references document, image oid, type_of_row oid);
            """)
        .nobodys("select lo_from_bytea(77, 'of nobody')")
        .rowsOf(
            """
            insert into account values ({a});
            insert into document values ({a}01, {a}, lo_from_bytea({a}01, 'contract {a}')), ({a}02, {a}, null);
            insert into page values ({a}01, lo_from_bytea({a}02, 'scan {a}'), 'account'::regclass::oid);
            """,
            1,
            2,
            3)
        .edits("public.document", "large-objects: [content]")
        .edits("public.page", "owned-by: document_id -> public.document.id, large-objects: [image]")
        .closes(2);
  }

  @Test
  void discoverySeesWhatIsNoRow() {
    Case made =
        Case.of(
                """
                create table account (id bigint primary key);
                create table contact (id bigint primary key, account_id bigint not null references account);
                create materialized view contact_list as select id from contact;
                """)
            .rowsOf("insert into account values ({a})", 1, 2);

    assertThat(made.discovered().entry("public.contact_list")).isEmpty();
    assertThat(made.discovered().questions()).isEmpty();
  }
}
