package dev.lapse.catalog.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.Catalogs;
import dev.lapse.catalog.live.ReadSchema;
import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestDatabases.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an update of rows that stay sets off, and what a publication makes of it. */
class CheckTriggersIT {
  private static final String ACCOUNT = "table: public.account, owned-by: id";
  private static final String HISTORY = "table: public.history, shared: true";
  private static final String PERSON =
      "table: public.person, owned-by: account_id, anonymize: {mail: gone}";
  private final TestDatabase database = TestDatabases.create();

  @BeforeEach
  void people() {
    database.run(
        """
        create table account (id bigint primary key);
        create table history (old jsonb, n int);
        create table person (id bigint primary key, account_id bigint not null references account,
          mail text, name text);
        create function keep_old() returns trigger language plpgsql as $$
          begin insert into history values (to_jsonb(old)); return new; end $$;
        """);
  }

  @Test
  void namesUpdateTriggerUntilItIsBypassed() throws SQLException {
    database.run(
        "create trigger person_history before update on person for each row execute function keep_old()");

    assertThat(check(ACCOUNT, HISTORY, PERSON))
        .containsExactly(
            "update trigger person_history on public.person has not been reviewed: it fires when mail is set; let it fire (accepts: [person_history]) or disable it for erasures (bypasses: [person_history])");
    assertThat(check(ACCOUNT, HISTORY, PERSON + ", bypasses: [person_history]")).isEmpty();
    assertThat(check(ACCOUNT, HISTORY, "table: public.person, owned-by: account_id")).isEmpty();
  }

  @Test
  void namesTriggerOfTheChangedColumnsOnly() throws SQLException {
    database.run(
        """
        create trigger of_name before update of name on person for each row execute function keep_old();
        create trigger of_mail before update of id, mail on person for each row execute function keep_old();
        """);

    assertThat(check(ACCOUNT, HISTORY, PERSON))
        .singleElement()
        .asString()
        .startsWith("update trigger of_mail on public.person");
  }

  @Test
  void namesRule() throws SQLException {
    database.run(
        """
        create rule log as on update to person do also update history set n = n + 1;
        create rule stay as on delete to account do instead nothing;
        """);

    assertThat(check(ACCOUNT, HISTORY, PERSON))
        .anySatisfy(
            problem ->
                assertThat(problem)
                    .startsWith("update trigger log on public.person has not been reviewed"));
    assertThat(check(ACCOUNT + ", accepts: [stay]", HISTORY, PERSON + ", accepts: [log]"))
        .containsExactly(
            "delete trigger stay on public.account cannot be accepted: it is a rule, and PostgreSQL refuses the statements of an erasure where one takes part; disable it for erasures (bypasses: [stay]), or make it a trigger",
            "update trigger log on public.person cannot be accepted: it is a rule, and PostgreSQL refuses the statements of an erasure where one takes part; disable it for erasures (bypasses: [log]), or make it a trigger");
    assertThat(check(ACCOUNT + ", bypasses: [stay]", HISTORY, PERSON + ", bypasses: [log]"))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          insert into history values (to_jsonb(old))                    | true
          INSERT INTO public . "history" (old) select to_jsonb(old)     | true
          update only history h set old = to_jsonb(new) where n = 1     | true
          update history set n = n - 1 where old = to_jsonb(old)        | false
          /* insert into history */ perform 1 -- copy history           | false
          insert into histories values (1)                              | false
          """)
  void refusesToAcceptCopiesIntoSharedTables(String body, boolean refused) throws SQLException {
    database.run(
        """
        create table histories (n int);
        create or replace function keep_old() returns trigger language plpgsql as $$
          begin %s
          ; return new; end $$;
        create trigger person_history before update on person for each row execute function keep_old();
        """
            .formatted(body));
    String histories = "table: public.histories, owned-by: n -> public.person.id";

    List<String> problems =
        check(ACCOUNT, HISTORY, histories, PERSON + ", accepts: [person_history]");

    if (refused) {
      assertThat(problems)
          .containsExactly(
              "trigger person_history on public.person is accepted, but public.keep_old writes to public.history, which is shared: account data that it writes would stay; give public.history an owner (owned-by), or bypass the trigger (bypasses: [person_history])");
    } else {
      assertThat(problems).isEmpty();
    }
  }

  @Test
  void letsADeleteTriggerKeepALogThatIsAccepted() throws SQLException {
    database.run(
        "create trigger log after update or delete on person for each row execute function keep_old()");

    assertThat(
            check(ACCOUNT, HISTORY, "table: public.person, owned-by: account_id, accepts: [log]"))
        .isEmpty();
  }

  @Test
  void namesTriggerOfRowsWhoseReferenceIsSetToNull() throws SQLException {
    database.run(
        """
        create table visit (id bigint, account_id bigint, person_id bigint,
          constraint visit_person foreign key (person_id) references person on delete set null);
        create trigger visit_history before update of person_id on visit for each row execute function keep_old();
        """);
    String visit =
        "table: public.visit, owned-by: account_id, keep: {why: law, for: P1Y}, accepts: [visit_person]";
    String person = "table: public.person, owned-by: account_id";

    assertThat(check("table: public.account, owned-by: id", HISTORY, person, visit))
        .singleElement()
        .asString()
        .startsWith(
            "update trigger visit_history on public.visit has not been reviewed: it fires when person_id is set");
    assertThat(
            check(
                ACCOUNT,
                HISTORY,
                person,
                "table: public.visit, shared: true, accepts: [visit_person], bypasses: [visit_history]"))
        .isEmpty();
  }

  @Test
  void refusesToBypassWhatIsEnabledAlways() throws SQLException {
    database.run(
        """
        create trigger person_history before update on person for each row execute function keep_old();
        alter table person enable always trigger person_history;
        """);

    assertThat(check(ACCOUNT, HISTORY, PERSON + ", bypasses: [person_history]"))
        .containsExactly(
            "trigger person_history on public.person is set to ENABLE ALWAYS and cannot be bypassed; accept it, or enable it normally: alter table \"public\".\"person\" enable trigger \"person_history\"");
  }

  @Test
  void refusesChangesThatAPublicationCannotDescribe() throws SQLException {
    database.run(
        """
        create publication reporting for table person, account;
        alter table person replica identity nothing;
        """);
    String message =
        "PostgreSQL refuses %s in public.person, because the table has no replica identity for publication reporting; alter table public.person replica identity full;";

    assertThat(check(ACCOUNT, HISTORY, PERSON)).containsExactly(message.formatted("updates"));
    assertThat(check(ACCOUNT, HISTORY, "table: public.person, owned-by: account_id"))
        .containsExactly(message.formatted("deletes"));

    database.run("alter table person replica identity full");
    assertThat(check(ACCOUNT, HISTORY, PERSON)).isEmpty();
  }

  private List<String> check(String... sets) throws SQLException {
    Catalog catalog = Catalogs.withSets(sets);
    try (Connection connection = database.dataSource().getConnection()) {
      return CheckCatalog.of(catalog, catalog.stores().get(0), ReadSchema.read(connection)).stream()
          .filter(problem -> problem.kind() != CatalogProblem.Kind.KEPT_REFERENCE)
          .map(CatalogProblem::message)
          .toList();
    }
  }
}
