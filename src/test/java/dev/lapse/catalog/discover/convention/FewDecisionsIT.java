package dev.lapse.catalog.discover.convention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.Catalogs;
import dev.lapse.catalog.discover.Decision;
import dev.lapse.catalog.discover.DiscoveredCatalog;
import dev.lapse.catalog.discover.Discovery;
import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestDatabases.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What many real products have in common is asked once, or not at all. */
class FewDecisionsIT {
  private static final String PEOPLE =
      """
      create table person (id bigint primary key, mail text);
      create table membership (person_id bigint not null references person,
        account_id bigint not null references account, primary key (person_id, account_id));
      insert into person select n, 'p' || n from generate_series(1, 100) n;
      insert into membership select n, 1 + n % 30 from generate_series(1, 90) n
        union all select n, 1 + (n + 7) % 30 from generate_series(1, 40) n;
      """;

  private final TestDatabase database = TestDatabases.create();

  @BeforeEach
  void accounts() {
    database.run(
        """
        create table account (id bigint primary key);
        insert into account select generate_series(1, 30);
        """);
  }

  @Test
  void believesTheUsualNameInCamelCaseToo() throws SQLException {
    database.run(
        """
        create table "Studio" (id uuid primary key);
        insert into "Studio" select gen_random_uuid() from generate_series(1, 30);
        create table "Lease" (id bigint primary key, "studioId" uuid not null);
        create table "Rent" (id bigint primary key, "renterId" uuid not null);
        """);

    String text =
        discover(Catalogs.read(Catalogs.STORE.replace("public.account\n", "public.Studio\n")))
            .text();

    assertThat(text)
        .contains("table: public.Lease, owned-by: studioId}")
        .contains("table: public.Rent, unclassified: ");
  }

  @Test
  void partOfAKeyIsNotWhatAColumnOfItsNameMeans() throws SQLException {
    database.run(
        """
        create table a_task (id bigint, made date, account_id bigint not null references account,
          primary key (id, made));
        create table a_plan_to_task (plan_id bigint, task_id bigint, made date,
          primary key (plan_id, task_id, made));
        create table note (task_id bigint not null, words text);
        insert into a_task select n, '2026-01-01', 1 + n % 30 from generate_series(1, 100) n;
        insert into a_plan_to_task select n % 7, n, '2026-01-01' from generate_series(1, 100) n;
        insert into note select n, 'x' from generate_series(1, 100) n;
        """);

    assertThat(discover("").text())
        .contains("table: public.a_plan_to_task, owned-by: task_id -> public.a_task.id}")
        .contains("table: public.note, owned-by: task_id -> public.a_task.id}");
  }

  @Test
  void keyMayBeAReferenceIfItCannotCoincide() throws SQLException {
    database.run(
        """
        create table step (id uuid primary key, account_id bigint not null references account);
        create table step_limit (step_id uuid primary key, most int);
        create table stage (id bigint primary key, account_id bigint not null references account);
        create table stage_limit (stage_id bigint primary key, most int);
        insert into step select gen_random_uuid(), 1 + n % 30 from generate_series(1, 60) n;
        insert into step_limit select id, 1 from step limit 9;
        insert into stage select n, 1 + n % 30 from generate_series(1, 60) n;
        insert into stage_limit select n, 1 from generate_series(1, 30) n;
        """);

    assertThat(discover("").text())
        .contains("table: public.step_limit, owned-by: step_id -> public.step.id}")
        .contains("table: public.stage_limit, unclassified: ");
  }

  @Test
  void asksOnceAboutTablesToWhichOnlyAccountsRefer() throws SQLException {
    database.run(
        """
        create table pool (id text primary key, seen timestamp);
        create table region (id text primary key);
        alter table account add pool_id text references pool, add region_id text references region;
        insert into pool select 'p' || n from generate_series(1, 3) n;
        insert into region select 'r' || n from generate_series(1, 3) n;
        update account set pool_id = 'p' || id, region_id = 'r' || id where id < 3;
        """);

    DiscoveredCatalog discovered = discover("");

    assertThat(discovered.decisions())
        .singleElement()
        .satisfies(
            decision -> {
              assertThat(decision.name()).isEqualTo("tables that only accounts refer to");
              assertThat(decision.tables().keySet())
                  .extracting(Object::toString)
                  .containsExactly("public.pool", "public.region");
              assertThat(decision.answers().get(0).lines())
                  .containsExactly(
                      "- {store: product, table: public.pool, shared: true}",
                      "- {store: product, table: public.region, shared: true}");
              assertThat(decision.answers().get(1).lines())
                  .containsExactly(
                      "- {store: product, table: public.pool, owned-by: \"id <- public.account.pool_id\"}",
                      "- {store: product, table: public.region, owned-by: \"id <- public.account.region_id\"}");
            });
    assertThat(discover(Catalogs.read(discovered.text())).text()).isEqualTo(discovered.text());
  }

  @Test
  void asksOnceWhereTheSameIsAsked() throws SQLException {
    database.run(
        """
        create table payment (id bigint primary key, account_id bigint not null references account);
        create table transfer (paid_id bigint not null references payment,
          received_id bigint not null references payment);
        create table refused_transfer (paid_id bigint not null references payment,
          received_id bigint not null references payment);
        insert into payment select n, 1 + n % 30 from generate_series(1, 60) n;
        insert into transfer select n, 30 + n from generate_series(1, 9) n;
        insert into refused_transfer select n, 30 + n from generate_series(1, 8) n;
        """);

    assertThat(discover("").decisions())
        .singleElement()
        .satisfies(
            decision -> {
              assertThat(decision.name()).isEqualTo("tables like public.refused_transfer");
              assertThat(decision.tables()).hasSize(2);
              assertThat(decision.question())
                  .startsWith(
                      "of each of these tables: public.refused_transfer, public.transfer: which of paid_id,"
                          + " received_id determines the owner");
              assertThat(decision.answers()).hasSize(4);
              assertThat(decision.answers().get(0).sets())
                  .extracting(set -> set.ways().toString())
                  .hasSize(2)
                  .allMatch(ways -> ways.contains("paid_id") && !ways.contains("received_id"));
            });
  }

  @Test
  void entryAboutPeopleAnswersWhatFollowsThem() throws SQLException {
    database.run(
        PEOPLE
            + """
            create table device (id bigint primary key, person_id bigint not null references person);
            create table sign_in (id bigint primary key, person_id bigint references person);
            insert into device select n, n from generate_series(1, 60) n;
            insert into sign_in select n, case when n % 2 = 0 then n end from generate_series(1, 60) n;
            """);
    String asked = discover("").text();

    String stay =
        discover(
                Catalogs.read(
                    asked.replaceFirst(
                        "table: public.person, unclassified: \"[^\"]*\"",
                        "table: public.person, shared: true")))
            .text();

    assertThat(asked)
        .contains("table: public.sign_in, unclassified: \"follows people public.person");
    assertThat(stay)
        .contains("table: public.device, shared: true}")
        .contains("table: public.sign_in, shared: true}")
        .doesNotContain("unclassified: ");
  }

  @Test
  void whatMayHangOnPeopleStaysWithThem() throws SQLException {
    database.run(
        PEOPLE
            + """
            create table token (id bigint primary key, person_id bigint not null references person);
            create table code (id bigint primary key, token_id bigint references token);
            insert into token select n, n from generate_series(1, 30) n;
            insert into code select n, case when n % 2 = 0 then n end from generate_series(1, 30) n;
            """);

    assertThat(discover("- {people: public.person, shared: true, why: \"they stay\"}").text())
        .contains("table: public.code, shared: true, by: \"people public.person\"}")
        .doesNotContain("unclassified: ");
  }

  @Test
  void rowsWithoutTheKeyGoWithTheirPerson() throws SQLException {
    database.run(
        PEOPLE
            + """
            create table site (id bigint primary key, account_id bigint references account,
              person_id bigint references person);
            insert into site select n, case when n % 3 > 0 then 1 + n % 30 end, n from generate_series(1, 90) n;
            """);

    assertThat(discover("").decisions())
        .extracting(Decision::name)
        .containsExactly("people public.person");
    assertThat(discover("- {people: public.person, members: public.membership}").text())
        .contains("table: public.site, owned-by: [account_id, person_id -> public.person.id]}")
        .doesNotContain("unclassified: ");
  }

  @Test
  void rowsThatOnlyADoubtfulTableMayHaveWaitForItsAnswer() throws SQLException {
    database.run(
        PEOPLE
            + """
            create table secret (id bigint primary key);
            create table hook (account_id bigint not null references account, secret_id bigint references secret);
            insert into secret select generate_series(1, 100);
            insert into hook select 1 + n % 30, n from generate_series(1, 95) n;
            alter table person add secret_id bigint references secret;
            update person set secret_id = id where id > 95;
            insert into membership select n, 1 + n % 30 from generate_series(91, 100) n;
            """);
    String asked = discover("").text();

    assertThat(asked)
        .contains("table: public.secret, unclassified: \"follows people public.person\"}");
    assertThat(
            discover(
                    Catalogs.read(
                        asked.replace(
                            "sets:\n",
                            "conventions:\n  - {people: public.person, members: public.membership}\nsets:\n")))
                .text())
        .contains(
            "table: public.secret, owned-by: [\"id <- public.hook.secret_id\", \"id <- public.person.secret_id\"]}");
  }

  @Test
  void referenceToATokenMakesNoPeople() throws SQLException {
    database.run(
        """
        create table token (id bigint primary key);
        create table worker_group (id bigint primary key, token_id bigint not null references token,
          account_id bigint references account, name text);
        create table worker_access (worker_group_id bigint not null references worker_group,
          account_id bigint not null references account, primary key (worker_group_id, account_id));
        insert into token select generate_series(1, 60);
        insert into worker_group select n, n, case when n > 20 then 1 + n % 30 end from generate_series(1, 60) n;
        insert into worker_access select 1 + n % 60, 1 + n % 30 from generate_series(1, 60) n;
        """);

    assertThat(discover("").decisions())
        .extracting(Decision::name)
        .noneMatch(name -> name.startsWith("people"));
  }

  @Test
  void rowsToWhichAllRefersNeedNoOptionalReference() throws SQLException {
    database.run(
        """
        create table kind (id uuid primary key, account_id bigint not null references account);
        create table entry (id bigint primary key, account_id bigint not null references account,
          entryable_type text not null, entryable_id uuid not null);
        create table movement (id uuid primary key, kind_id uuid references kind);
        create table valuation (id uuid primary key, kind_id uuid references kind);
        insert into kind select gen_random_uuid(), 1 + n % 4 from generate_series(1, 40) n;
        insert into movement select gen_random_uuid(), case when n % 2 = 0 then
          (select id from kind where account_id = 1 + n % 4 order by id limit 1) end from generate_series(1, 16) n;
        insert into entry select row_number() over (), coalesce((select account_id from kind k where k.id = kind_id), 1),
          'Movement', id from movement;
        insert into valuation select gen_random_uuid() from generate_series(1, 16) n;
        insert into entry select 100 + row_number() over (), 2, 'Valuation', id from valuation limit 15;
        update valuation set kind_id = (select id from kind where account_id = 2 limit 1)
          where id in (select id from valuation limit 8);
        """);

    assertThat(discover("").text())
        .contains(
            "table: public.movement, owned-by: \"id <- public.entry.entryable_id where entryable_type = 'Movement'\"}",
            "table: public.valuation, unclassified: ");
  }

  @Test
  void readsMembershipsFewTimesWhereNoOtherPathLeads() throws SQLException {
    database.run(
        """
        create table person (id bigint primary key, mail text);
        create table membership (account_id bigint not null references account,
          person_id bigint not null references person);
        create table device (id bigint primary key, person_id bigint not null references person);
        insert into person select n, 'p' || n from generate_series(1, 100) n;
        insert into membership select 1 + n % 30, n from generate_series(1, 100) n
          union all select 1 + (n + 7) % 30, n from generate_series(1, 40) n;
        insert into device select n, 1 + n % 100 from generate_series(1, 500) n;
        """);
    Catalog catalog =
        Catalogs.withConventions("- {people: public.person, members: public.membership}");

    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      assertThat(Discovery.of(catalog, connection).text())
          .contains("table: public.device, owned-by: person_id -> public.person.id}");

      statement.execute("select pg_stat_force_next_flush()");
      try (ResultSet read =
          statement.executeQuery(
              "select seq_scan from pg_stat_user_tables where relname = 'membership'")) {
        assertThat(read.next()).isTrue();
        assertThat(read.getInt(1)).isPositive().isLessThan(20);
      }
    }
  }

  private DiscoveredCatalog discover(String conventions) throws SQLException {
    return discover(Catalogs.withConventions(conventions));
  }

  private DiscoveredCatalog discover(Catalog catalog) throws SQLException {
    return Discovery.of(catalog, database);
  }
}
