package dev.lapse.catalog.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.Catalogs;
import dev.lapse.catalog.discover.Discovery;
import dev.lapse.catalog.live.ReadSchema;
import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestDatabases.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A temporal foreign key is not a path to an account. */
class TemporalForeignKeysIT {
  private static final String ACCOUNT = "table: public.account, owned-by: id";
  private static final String TARIFF = "table: public.tariff, owned-by: account_id";
  private final TestDatabase database = TestDatabases.create();

  @BeforeEach
  void usageOfATariff() {
    database.run(
        """
        create extension btree_gist;
        create table account (id bigint primary key);
        create table tariff (account_id bigint not null references account, product bigint,
          valid daterange, primary key (product, valid without overlaps));
        create table usage (id bigint primary key, product bigint not null, day daterange not null,
          constraint usage_tariff foreign key (product, period day) references tariff (product, period valid));
        insert into account select generate_series(1, 30);
        insert into tariff select n, n, '[2026-01-01,2026-06-01)' from generate_series(1, 30) n;
        insert into usage select n, n, '[2026-02-01,2026-02-02)' from generate_series(1, 30) n;
        """);
  }

  @Test
  void refusesWayAlongAndAgainstIt() throws SQLException {
    String message =
        " is owned through foreign key usage_tariff, which compares periods: one row may refer to several and equal none; use another path";

    assertThat(
            check(
                ACCOUNT,
                TARIFF,
                "table: public.usage, owned-by: \"(product, day) -> public.tariff.(product, valid)\""))
        .contains("UNSUPPORTED public.usage" + message);
    assertThat(
            check(
                ACCOUNT, TARIFF, "table: public.usage, owned-by: product -> public.tariff.product"))
        .contains("UNSUPPORTED public.usage" + message);
    database.run("alter table usage add account_id bigint");
    assertThat(
            check(
                ACCOUNT,
                "table: public.usage, owned-by: account_id",
                "table: public.tariff, owned-by: [account_id, \"product <- public.usage.product\"]"))
        .containsExactly("UNSUPPORTED public.tariff" + message);
  }

  @Test
  void takesATableThatHasAnotherWay() throws SQLException {
    database.run("alter table usage add account_id bigint");

    assertThat(check(ACCOUNT, TARIFF, "table: public.usage, owned-by: account_id")).isEmpty();
  }

  @Test
  void isAQuestionInDiscover() throws SQLException {
    assertThat(Discovery.of(Catalogs.read(Catalogs.STORE), database).text())
        .contains(
            "table: public.usage, unclassified: \"only usage_tariff leads from here, which compares periods: one row may refer to several, so it is not a path; are the rows shared by all accounts, or who owns them?\"")
        .contains("table: public.tariff, owned-by: account_id");
  }

  private List<String> check(String... sets) throws SQLException {
    Catalog catalog = Catalogs.withSets(sets);
    try (Connection connection = database.dataSource().getConnection()) {
      return CheckCatalog.of(catalog, catalog.stores().get(0), ReadSchema.read(connection)).stream()
          .map(problem -> problem.kind() + " " + problem.message())
          .toList();
    }
  }
}
