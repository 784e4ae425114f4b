package dev.lapse.catalog.discover.convention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.Catalogs;
import dev.lapse.catalog.check.CatalogProblem;
import dev.lapse.catalog.check.CheckCatalog;
import dev.lapse.catalog.discover.Decision;
import dev.lapse.catalog.discover.DiscoverCatalog;
import dev.lapse.catalog.discover.DiscoveredCatalog;
import dev.lapse.catalog.discover.Discovery;
import dev.lapse.catalog.discover.LiveStore;
import dev.lapse.catalog.discover.YamlComments;
import dev.lapse.catalog.live.ReadSchema;
import dev.lapse.file.WrongFile;
import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestDatabases.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is decided once holds for many tables. */
class ConventionsIT {
  private static final String PEOPLE =
      """
      create table person (id bigint primary key, mail text, last_account_id bigint);
      create table membership (person_id bigint references person, account_id bigint references account,
        primary key (person_id, account_id));
      create table device (id bigint primary key, person_id bigint not null references person);
      create table reset (id bigint primary key, person_id bigint not null references person);
      create table task (id bigint primary key, account_id bigint not null references account,
        assignee_id bigint references person);
      insert into person select n, 'p' || n, 1 + n % 29 from generate_series(1, 100) n;
      insert into membership select n, 1 + n % 30 from generate_series(1, 90) n
        union all select n, 1 + (n + 7) % 30 from generate_series(1, 40) n;
      insert into device select n, n from generate_series(1, 100) n;
      insert into reset select n, n from generate_series(1, 50) n;
      insert into task select n, 1 + n % 30, 1 + n % 100 from generate_series(1, 200) n;
      """;

  private static final String ANALYSES =
      """
      create table analysis (id bigint primary key, made_for bigint references account);
      create table observation (id bigint primary key, analysis_id bigint not null references analysis);
      create table remark (id bigint primary key, observation_id bigint not null references observation);
      insert into analysis select n, case when n % 5 > 0 then 1 + n % 30 end from generate_series(1, 100) n;
      insert into observation select n, n from generate_series(1, 100) n;
      insert into remark select n, n from generate_series(1, 100) n;
      """;

  private static final String PARTS =
      """
      create table part_1 (id bigint primary key, nid bigint references account);
      create table part_2 (id bigint primary key, nid bigint references account);
      insert into part_1 select n, case when n % 2 > 0 then 1 + n % 30 end from generate_series(1, 100) n;
      insert into part_2 select n, case when n % 2 > 0 then 1 + n % 30 end from generate_series(1, 100) n;
      """;

  private final TestDatabase database = TestDatabases.create();

  @BeforeEach
  void accounts() {
    database.run(
        """
        create table account (id bigint primary key, slug text not null unique);
        insert into account select n, 'slug-' || n from generate_series(1, 30) n;
        """);
  }

  @Test
  void asksOnceAboutPeopleAndWhatHangsOnThem() throws SQLException {
    database.run(PEOPLE);

    DiscoveredCatalog discovered = discover("");

    assertThat(discovered.decisions())
        .singleElement()
        .satisfies(
            decision -> {
              assertThat(decision.name()).isEqualTo("people public.person");
              assertThat(decision.tables().keySet())
                  .extracting(Object::toString)
                  .containsExactly("public.device", "public.person", "public.reset");
              assertThat(decision.rows()).isEqualTo(250);
              assertThat(decision.answers().get(0).lines())
                  .containsExactly(
                      "- {store: product, people: public.person, members: public.membership}");
            });
    assertThat(discovered.text())
        .contains(
            "  #: paste under conventions: - {store: product, people: public.person, members:"
                + " public.membership}\n")
        .contains("table: public.device, unclassified: \"follows people public.person\"}");
  }

  @Test
  void whatFollowsAfterARoundIsInTheDecisionToo() throws SQLException {
    database.run(
        """
        create table a_person (id bigint primary key, mail text);
        create table membership (person_id bigint references a_person, account_id bigint references account,
          primary key (person_id, account_id));
        create table b_part (id bigint primary key, whole_id bigint not null);
        create table c_whole (id bigint primary key, person_id bigint not null references a_person,
          part_id bigint not null references b_part);
        alter table b_part add foreign key (whole_id) references c_whole;
        insert into a_person select n, 'p' || n from generate_series(1, 100) n;
        insert into membership select n, 1 + n % 30 from generate_series(1, 90) n
          union all select n, 1 + (n + 7) % 30 from generate_series(1, 40) n;
        """);

    assertThat(discover("").decisions())
        .singleElement()
        .satisfies(
            decision ->
                assertThat(decision.tables().keySet())
                    .extracting(Object::toString)
                    .containsExactly("public.a_person", "public.b_part", "public.c_whole"));
  }

  @Test
  void peopleGoWithTheLastAccountThatHasThem() throws SQLException {
    database.run(PEOPLE);

    DiscoveredCatalog discovered =
        discover("- {people: public.person, members: public.membership}");

    assertThat(discovered.decisions()).isEmpty();
    assertThat(discovered.text())
        .contains(
            "table: public.person, owned-by: [\"id <- public.membership.person_id\", \"id <-"
                + " public.task.assignee_id\"], by: \"people public.person\"}")
        .contains("table: public.device, owned-by: person_id -> public.person.id}")
        .contains("table: public.reset, owned-by: person_id -> public.person.id}");
  }

  @Test
  void peopleMayStayWithAllThatHangsOnThem() throws SQLException {
    database.run(PEOPLE);

    DiscoveredCatalog discovered =
        discover("- {people: public.person, shared: true, why: \"they sign in elsewhere too\"}");

    assertThat(discovered.decisions()).isEmpty();
    assertThat(discovered.text())
        .contains("table: public.person, shared: true, by: \"people public.person\"")
        .contains("table: public.device, shared: true, by: \"people public.person\"");
  }

  @Test
  void entriesOfAChangedConventionBlockUntilWrittenAnew() throws SQLException {
    database.run(PEOPLE).run("drop table device, reset");
    String going = "{store: product, people: public.person, members: public.membership}";
    String staying = "{store: product, people: public.person, shared: true, why: \"they stay\"}";
    String before = discover("- {people: public.person, members: public.membership}").text();
    assertThat(before).contains(going);
    Catalog changed = Catalogs.read(before.replace(going, staying));

    assertThat(stale(Catalogs.read(before))).isEmpty();
    assertThat(stale(changed))
        .singleElement()
        .asString()
        .matches(
            "line \\d+ says that public.person stays, but the entry in line \\d+, made by an earlier"
                + " version of this convention, says that it is erased; run 'lapse catalog"
                + " discover', or remove its 'by'");
    assertThat(stale(Catalogs.read(discover(changed).text()))).isEmpty();
  }

  @Test
  void namesEveryEntryThatLeadsToPeopleWhoNowStay() throws SQLException {
    database.run(PEOPLE);
    String before = discover("- {people: public.person, members: public.membership}").text();
    Catalog changed =
        Catalogs.read(
            before.replace(
                "people: public.person, members: public.membership}",
                "people: public.person, shared: true, why: \"they stay\"}"));
    assertThat(stale(changed))
        .extracting(message -> message.replaceAll("line \\d+", "line N"))
        .containsExactlyInAnyOrder(
            "line N says that public.person stays, but the entry in line N, made by an earlier version of"
                + " this convention, says that it is erased; run 'lapse catalog discover', or"
                + " remove its 'by'",
            "line N says that public.person stays, but the entry in line N says that public.device"
                + " belongs to accounts through it; write shared: true, or another path",
            "line N says that public.person stays, but the entry in line N says that public.reset"
                + " belongs to accounts through it; write shared: true, or another path");

    String written = discover(changed).text();

    assertThatThrownBy(() -> Catalogs.read(written))
        .hasMessageMatching(
            "(?s).*: public.person is shared \\(line \\d+\\), so nothing belongs to an account through"
                + " it; the same goes for public.reset \\(line \\d+\\)");
  }

  private List<String> stale(Catalog catalog) throws SQLException {
    try (Connection connection = database.dataSource().getConnection()) {
      return CheckCatalog.of(catalog, catalog.stores().get(0), ReadSchema.read(connection)).stream()
          .filter(problem -> problem.kind() == CatalogProblem.Kind.STALE_ENTRY)
          .map(CatalogProblem::message)
          .toList();
    }
  }

  @Test
  void asksOnceAboutTheTablesWithoutAPath() throws SQLException {
    database.run(
        """
        create table currency (code text primary key, sign text);
        create table holiday (day date primary key);
        create table mail_server (host text primary key);
        create table zone (id bigint primary key);
        create table zone_hour (zone_id bigint not null references zone);
        """);

    DiscoveredCatalog discovered = discover("");

    Decision decision =
        discovered.decisions().stream()
            .filter(one -> one.name().equals("tables without a path"))
            .findFirst()
            .orElseThrow();
    assertThat(decision.tables().keySet())
        .extracting(Object::toString)
        .containsExactly(
            "public.currency",
            "public.holiday",
            "public.mail_server",
            "public.zone",
            "public.zone_hour");
    assertThat(decision.answers().get(0).lines())
        .containsExactly(
            "- {store: product, table: public.currency, shared: true}",
            "- {store: product, table: public.holiday, shared: true}",
            "- {store: product, table: public.mail_server, shared: true}",
            "- {store: product, table: public.zone, shared: true}",
            "- {store: product, table: public.zone_hour, shared: true}");
    assertThat(discovered.text())
        .contains("table: public.holiday, unclassified: \"follows tables without a path\"}");
    assertThat(discover(Catalogs.read(discovered.text())).text()).isEqualTo(discovered.text());
  }

  @Test
  void rowsThatATableInDoubtMayReachWaitForItsAnswer() throws SQLException {
    database.run(
        """
        create table project (id bigint primary key, made_for bigint references account);
        create table task (id bigint primary key, account_id bigint references account,
          project_id bigint references project);
        insert into project select n, case when n % 5 > 0 then 1 + n % 30 end from generate_series(1, 100) n;
        insert into task select n, case when n % 2 = 0 then 1 + n % 30 end,
          case when n % 2 = 1 then n end from generate_series(1, 100) n;
        """);

    DiscoveredCatalog asked = discover("");

    assertThat(asked.decisions()).hasSize(1);
    assertThat(asked.text())
        .contains("table: public.task, unclassified: \"follows public.project\"}");
    assertThat(answered(asked, "public.project", "owned-by: made_for").text())
        .contains("table: public.task, owned-by: [account_id, project_id -> public.project.id]}");
  }

  @Test
  void whatHangsOnADoubtfulTableFollowsItsAnswer() throws SQLException {
    database.run(ANALYSES);

    DiscoveredCatalog asked = discover("");

    assertThat(asked.decisions()).extracting(Decision::name).containsExactly("public.analysis");
    assertThat(asked.decisions().get(0).tables()).hasSize(3);
    assertThat(asked.text())
        .contains("table: public.observation, unclassified: \"follows public.analysis\"}")
        .contains("table: public.remark, unclassified: \"follows public.analysis\"}");
    assertThat(answered(asked, "public.analysis", "owned-by: made_for").text())
        .contains("table: public.observation, owned-by: analysis_id -> public.analysis.id}")
        .contains("table: public.remark, owned-by: observation_id -> public.observation.id}");
    assertThat(answered(asked, "public.analysis", "shared: true").text())
        .contains("table: public.observation, shared: true}")
        .contains(
            "table: public.remark, shared: true}  #: follows public.analysis, which is shared");
  }

  @Test
  void waitsForTheOtherParentIfOneIsShared() throws SQLException {
    database.run(
        """
        create table analysis (id bigint primary key, made_for bigint references account);
        create table survey (id bigint primary key, ran_for bigint references account);
        create table finding (id bigint primary key, analysis_id bigint not null references analysis,
          survey_id bigint not null references survey);
        insert into analysis select n, case when n % 5 > 0 then 1 + n % 30 end from generate_series(1, 100) n;
        insert into survey select n, case when n % 5 > 0 then 1 + n % 30 end from generate_series(1, 100) n;
        insert into finding select n, n, n from generate_series(1, 100) n;
        """);

    DiscoveredCatalog asked = discover("");
    DiscoveredCatalog half = answered(asked, "public.analysis", "shared: true");

    assertThat(asked.text())
        .contains("table: public.finding, unclassified: \"follows public.analysis\"}");
    assertThat(half.text())
        .contains("table: public.finding, unclassified: \"follows public.survey\"}");
    assertThat(answered(half, "public.survey", "owned-by: ran_for").text())
        .contains("table: public.finding, owned-by: survey_id -> public.survey.id}");
    assertThat(answered(half, "public.survey", "shared: true").text())
        .contains("table: public.finding, shared: true}");
  }

  @Test
  void waitsForTheOtherReferrerIfOneIsShared() throws SQLException {
    database.run(
        """
        create table address (id bigint primary key, street text);
        create table analysis (id bigint primary key, made_for bigint references account,
          address_id bigint references address);
        create table survey (id bigint primary key, ran_for bigint references account,
          address_id bigint references address);
        insert into address select n, 's' || n from generate_series(1, 100) n;
        insert into analysis select n, case when n % 5 > 0 then 1 + n % 30 end, n from generate_series(1, 50) n;
        insert into survey select n, case when n % 5 > 0 then 1 + n % 30 end, n from generate_series(51, 100) n;
        """);

    DiscoveredCatalog asked = discover("");

    assertThat(asked.text())
        .contains("table: public.address, unclassified: \"follows public.analysis\"}");
    assertThat(answered(asked, "public.analysis", "shared: true").text())
        .contains("table: public.address, unclassified: \"follows public.survey\"}");
  }

  @Test
  void asksOnceAboutOneColumnOfManyTables() throws SQLException {
    StringBuilder tables = new StringBuilder();
    for (int i = 1; i <= 16; i++) {
      tables.append(
          """
          create table part_%1$d (id bigint primary key, nid bigint references account);
          insert into part_%1$d select n, case when n %% 2 > 0 then 1 + n %% 30 end
            from generate_series(1, 100) n;
          """
              .formatted(i));
    }
    database.run(tables.toString());

    DiscoveredCatalog asked = discover("");

    assertThat(asked.decisions())
        .singleElement()
        .satisfies(
            decision -> {
              assertThat(decision.name()).isEqualTo("column nid");
              assertThat(decision.tables()).hasSize(16);
              assertThat(decision.answers())
                  .extracting(answer -> answer.lines().get(0))
                  .containsExactly(
                      "- {store: product, column: nid, names: account, null: shared}",
                      "- {store: product, column: nid, names: account, null: elsewhere}");
            });
    DiscoveredCatalog answered = discover("- {column: nid, names: account, null: shared}");
    assertThat(answered.decisions()).isEmpty();
    assertThat(answered.text())
        .contains("table: public.part_7, owned-by: nid, by: \"column nid\"}");
    assertThat(discover(Catalogs.read(answered.text())).text()).isEqualTo(answered.text());
  }

  @Test
  void offersNoConventionWhoseNameIsTaken() throws SQLException {
    database.run(PARTS);

    assertThat(discover("- {column: nid, names: account}").decisions())
        .extracting(Decision::name)
        .containsExactly("public.part_1", "public.part_2");
  }

  @Test
  void offersTheNameOfAColumnForOneTargetOnly() throws SQLException {
    database.run(
        PARTS
            + """
        create table project (id bigint primary key, account_id bigint not null references account);
        create table job_1 (id bigint primary key, nid bigint references project);
        create table job_2 (id bigint primary key, nid bigint references project);
        insert into project select n, 1 + n % 30 from generate_series(1, 60) n;
        insert into job_1 select n, case when n % 2 > 0 then 1 + n % 60 end from generate_series(1, 90) n;
        insert into job_2 select n, case when n % 2 > 0 then 1 + n % 60 end from generate_series(1, 90) n;
        """);

    assertThat(discover("").decisions())
        .extracting(Decision::name)
        .containsExactly("column nid", "public.part_1", "public.part_2");
  }

  @Test
  void offersPeopleOnlyOnce() throws SQLException {
    database.run(
        PEOPLE + "create table crew (id bigint primary key, person_id bigint references person);");

    assertThat(discover("- {people: public.person, members: public.crew}").decisions())
        .extracting(Decision::name)
        .contains("public.person")
        .doesNotContain("people public.person");
  }

  @Test
  void asksOnceAboutASchemaOfQueues() throws SQLException {
    StringBuilder tables = new StringBuilder("create schema q;");
    for (int i = 1; i <= 13; i++) {
      tables.append(
          """
          create table q.q_%1$d (msg bigint primary key, seen int, body jsonb);
          create table q.a_%1$d (msg bigint primary key, seen int, body jsonb);
          insert into q.q_%1$d select n, 0, '{}' from generate_series(1, 30) n;
          """
              .formatted(i));
    }
    database.run(tables.toString());

    DiscoveredCatalog asked = discover("");

    assertThat(asked.decisions()).extracting(Decision::name).containsExactly("tables q.*");
    assertThat(asked.decisions().get(0).tables()).hasSize(26);
    DiscoveredCatalog answered =
        discover("- {tables: \"q.*\", shared: true, why: \"drained within minutes\"}");
    assertThat(answered.decisions()).isEmpty();
    assertThat(answered.text())
        .contains("table: q.a_1, shared: true, by: \"tables q.*\"}  #: drained within minutes\n");
  }

  @Test
  void reasonOfAConventionStaysAsItWasWritten() throws SQLException {
    database.run("create schema q; create table q.a (id int); create table q.b (id int);");

    assertThat(discover("- {tables: \"q.*\", shared: true, why: \"removed after 30 days\"}").text())
        .contains("table: q.a, shared: true, by: \"tables q.*\"}  #: removed after 30 days\n");
  }

  @Test
  void tablesMayBeOwnedByPattern() throws SQLException {
    database.run(
        """
        create schema log;
        create table log.click (id bigint, tenant bigint);
        create table log.view (id bigint, tenant bigint);
        """);

    assertThat(discover("- {tables: \"log.*\", owned-by: tenant}").text())
        .contains("table: log.click, owned-by: tenant, by: \"tables log.*\"}")
        .contains("table: log.view, owned-by: tenant, by: \"tables log.*\"}");
  }

  @Test
  void columnMayNameAnotherKeyOfTheAccounts() throws SQLException {
    database.run(
        """
        create table page (id bigint primary key, org text not null);
        insert into page select n, 'slug-' || (1 + n % 30) from generate_series(1, 60) n;
        """);

    assertThat(discover("- {column: org, names: public.account.slug}").text())
        .contains("table: public.page, owned-by: org -> public.account.slug, by: \"column org\"}");
  }

  @Test
  void rowsWithoutTheColumnMayHaveAnotherPath() throws SQLException {
    database.run(
        """
        create table project (id bigint primary key, account_id bigint not null references account);
        create table api_key (id bigint primary key, nid bigint references account,
          project_id bigint references project);
        insert into project select n, 1 + n % 30 from generate_series(1, 60) n;
        insert into api_key select n, case when n % 20 = 0 then 1 + n % 30 end,
          case when n % 20 > 0 then 1 + n % 60 end from generate_series(1, 100) n;
        """);

    assertThat(discover("- {column: nid, names: account, null: elsewhere}").text())
        .contains(
            "table: public.api_key, owned-by: [nid, project_id -> public.project.id], by: \"column nid\"}");
  }

  @Test
  void typesHoldForAllPairs() throws SQLException {
    database.run(
        """
        create table vessel (id bigint primary key, account_id bigint not null references account);
        insert into vessel select n, 1 + n % 30 from generate_series(1, 60) n;
        create table note (id bigint primary key, about_type text not null, about_id bigint not null);
        insert into note select n, case when n % 3 > 0 then 'Spaceship' else 'System' end, 1 + n % 60
          from generate_series(1, 90) n;
        create table mark (id bigint primary key, record_type text not null, record_id bigint not null);
        insert into mark select n, 'Spaceship', 1 + n % 60 from generate_series(1, 90) n;
        """);

    assertThat(discover("- {types: {Spaceship: public.vessel, System: shared}}").text())
        .contains(
            "  - {store: product, types: {\"Spaceship\": public.vessel, \"System\": shared}}\n")
        .contains(
            "table: public.note, owned-by: \"about_id -> public.vessel.id where about_type = 'Spaceship'\","
                + " shared-where: [\"about_type = 'System'\"]}")
        .contains("table: public.mark, owned-by: \"record_id -> public.vessel.id where");
  }

  @Test
  void entriesOfOnesOwnWinAndAdditionsStay() throws SQLException {
    database.run(
        """
        create schema log;
        create table log.click (id bigint, tenant bigint);
        create table log.card (id bigint, tenant bigint);
        create table log.country (id bigint, tenant bigint);
        """);

    String text =
        DiscoverCatalog.discover(
            Catalogs.read(
                Catalogs.STORE
                    + """
                    conventions:
                      - {tables: "log.*", owned-by: tenant}  # Ann
                    sets:
                      - {store: product, table: log.card, shared: true, by: "tables log.*", accepts: [x]}
                      - {store: product, table: log.click, owned-by: id, by: "tables log.*", billing: true}
                      - {store: product, table: log.country, shared: true}
                    """),
            live());

    assertThat(text)
        .contains("table: log.card, owned-by: tenant, by: \"tables log.*\", accepts: [x]}")
        .contains("table: log.click, owned-by: tenant, billing: true, by: \"tables log.*\"}")
        .contains("table: log.country, shared: true}  #: as edited");
  }

  @Test
  void keepsLargeObjectsReferencesAndCommentsOfUsers() throws SQLException {
    database.run(
        """
        create schema log;
        create table log.click (id bigint, tenant bigint, picture oid);
        create table page (id bigint primary key, account_id bigint not null references account, org text);
        """);
    String text =
        Catalogs.STORE
            + """
            conventions:
              - {tables: "log.*", owned-by: tenant}
              # Bob: see the contract
            sets:
              - {store: product, table: log.click, owned-by: tenant, by: "tables log.*", large-objects: [picture]}
              - {store: product, table: public.page, unclassified: "follows public.x", refers: [org -> public.account.slug]}
            """;

    assertThat(DiscoverCatalog.discover(Catalogs.read(text), YamlComments.in(text), live()).text())
        .contains(
            """
              # Bob: see the contract
              - {store: product, table: log.click, owned-by: tenant, by: "tables log.*", large-objects: [picture]}  #: a convention says so
            """)
        .contains(
            "table: public.page, owned-by: account_id, refers: [org -> public.account.slug]}");
  }

  @Test
  void refusesConventionsThatAreWrongForTheStore() {
    database.run(
        """
        create table person (id bigint primary key, mail text, born date);
        create table bank_account (id bigint primary key, account_id bigint not null references account);
        create table alert (id bigint primary key, account_id bigint not null references bank_account);
        """);

    refuses(
        "- {column: acount_id, names: account}", "no table has a column acount_id", "account_id");
    refuses(
        "- {column: born, names: account}", "public.person.born is date, which cannot be compared");
    refuses(
        "- {column: account_id, names: account}",
        "the foreign key alert_account_id_fkey of public.alert leads to public.bank_account; give public.alert an entry",
        "owned-by: account_id -> public.bank_account.id");
    refuses("- {column: x, names: public.account.id2}", "public.account has no column id2");
    refuses("- {tables: \"pgmq.*\", shared: true, why: \"x\"}", "no table matches pgmq.*");
    refuses(
        "- {tables: \"public.bank*\", shared: true, why: \"x\"}",
        "bank_account_account_id_fkey leads to an account");
    refuses("- {framework: rails}", "rails is not in this store", "remove the line");
    refuses(
        "- {people: public.persons, members: public.bank_account}",
        "there is no table public.persons; did you mean 'public.person'?");
    refuses(
        "- {people: public.person, members: public.bank_account}",
        "no column of public.bank_account leads to public.person");
    refuses(
        "- {tables: \"public.a*\", owned-by: id}\n  - {tables: \"public.*t\", owned-by: id}",
        "'tables public.*t' and 'tables public.a*' (line 8) both claim public.account");
    refuses("- {types: {Deal: public.deal}}", "there is no table public.deal");
  }

  private void refuses(String convention, String... reasons) {
    assertThatThrownBy(() -> discover(convention))
        .as(convention)
        .isInstanceOf(WrongFile.class)
        .hasMessageStartingWith("catalog.yaml:")
        .hasMessageContainingAll(reasons);
  }

  private DiscoveredCatalog answered(DiscoveredCatalog asked, String table, String answer)
      throws SQLException {
    return discover(
        Catalogs.read(
            asked
                .text()
                .replaceFirst(
                    "table: " + table + ", unclassified: \"[^\"]*\"",
                    "table: " + table + ", " + answer)));
  }

  private DiscoveredCatalog discover(String conventions) throws SQLException {
    return discover(Catalogs.withConventions(conventions));
  }

  private DiscoveredCatalog discover(Catalog catalog) throws SQLException {
    return Discovery.of(catalog, database);
  }

  private Map<String, LiveStore> live() throws SQLException {
    return Map.of("product", LiveStore.read(database.dataSource().getConnection()));
  }
}
