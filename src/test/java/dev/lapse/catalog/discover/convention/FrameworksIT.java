package dev.lapse.catalog.discover.convention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.Catalogs;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.discover.DiscoveredCatalog;
import dev.lapse.catalog.discover.Discovery;
import dev.lapse.catalog.framework.Frameworks;
import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestDatabases.TestDatabase;
import java.sql.SQLException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables of frameworks are known, and tables that are only named so are not. */
class FrameworksIT {
  private final TestDatabase database = TestDatabases.create();

  @BeforeEach
  void accountsWithContacts() {
    database.run(
        """
        create table accounts (id bigint primary key, name text);
        create table users (id bigint primary key, email varchar(255) unique, account_id bigint not null references accounts);
        create table contacts (id bigint primary key, account_id bigint not null references accounts);
        insert into accounts select n, 'a' || n from generate_series(1, 30) n;
        insert into users select n, 'm' || n, 1 + n % 30 from generate_series(1, 60) n;
        insert into contacts select n, 1 + n % 30 from generate_series(1, 300) n;
        """);
  }

  static Stream<FrameworkCase> cases() {
    return FrameworkCases.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void knowsTheTablesOfAFramework(FrameworkCase framework) throws SQLException {
    database.run(framework.same());

    DiscoveredCatalog discovered = discover(catalog());

    assertThat(discovered.decisions()).as(discovered.text()).isEmpty();
    assertThat(discovered.text()).contains("framework: " + framework.framework() + "}");
    framework
        .expected()
        .forEach(entry -> assertThat(discovered.text()).contains("table: " + entry));
    Catalog written = Catalogs.read(discovered.text());
    assertThat(discover(written).text()).isEqualTo(discovered.text());
    for (DataSet set : written.sets()) {
      written.conventions().stream()
          .filter(convention -> convention.name().equals(set.by()))
          .forEach(convention -> assertThat(convention.contradicts(set)).as(set.name()).isEmpty());
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void doesNotKnowTablesThatAreOnlyNamedSo(FrameworkCase framework) throws SQLException {
    database.run(framework.other());

    assertThat(discover(catalog()).text()).doesNotContain("framework");
  }

  @Test
  void jobsOfPeopleWaitForTheAnswerAboutThePeople() throws SQLException {
    database.run(
        """
        create table person (id bigint primary key, email text);
        create table membership (person_id bigint not null references person,
          account_id bigint not null references accounts, primary key (person_id, account_id));
        create table delayed_jobs (id bigserial primary key, handler text, attempts int,
          run_at timestamp, locked_by text, failed_at timestamp, person_id bigint not null references person);
        insert into person select n, 'p' || n from generate_series(1, 100) n;
        insert into membership select n, 1 + n % 30 from generate_series(1, 100) n
          union all select n, 1 + (n + 7) % 30 from generate_series(1, 40) n;
        insert into delayed_jobs (handler, person_id) select 'h', n from generate_series(1, 50) n;
        """);

    String asked = discover(catalog()).text();

    assertThat(asked)
        .contains("table: public.delayed_jobs, unclassified: \"follows people public.person\"}");
    assertThat(
            discover(
                    Catalogs.read(
                        asked.replace(
                            "sets:\n",
                            "conventions:\n  - {store: product, people: public.person,"
                                + " members: public.membership}\nsets:\n")))
                .text())
        .contains("table: public.delayed_jobs, owned-by: person_id -> public.person.id}");
  }

  @Test
  void everyPackagedFileIsTested() {
    assertThat(FrameworkCases.all().map(FrameworkCase::framework).collect(Collectors.toSet()))
        .isEqualTo(Frameworks.packaged().byName().keySet());
  }

  private static Catalog catalog() {
    return Catalogs.read(Catalogs.STORE.replace("public.account\n", "public.accounts\n"));
  }

  private DiscoveredCatalog discover(Catalog catalog) throws SQLException {
    return Discovery.of(catalog, database);
  }
}
