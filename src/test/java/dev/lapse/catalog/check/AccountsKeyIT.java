package dev.lapse.catalog.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.Catalogs;
import dev.lapse.catalog.check.CatalogProblem.Kind;
import dev.lapse.catalog.discover.Discovery;
import dev.lapse.catalog.live.ReadSchema;
import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestDatabases.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An accounts table has one row per account, or nothing is erased. */
class AccountsKeyIT {
  private final TestDatabase database = TestDatabases.create();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          id bigint primary key, org text not null | \
          public.account.org does not identify one account each: several rows may have the same value; write key: id, or give the table a unique constraint on org alone and not null
          org text unique | \
          public.account.org does not identify one account each: it may be null; name the table with one row per account, or give it a unique constraint on org alone and not null
          org text not null, valid daterange, constraint versions primary key (org, valid without overlaps) | \
          public.account.org does not identify one account each: several rows may have the same value (versions does not make it unique over all rows); name the table with one row per account, or give it a unique constraint on org alone and not null
          org text, cell int, constraint both_of_them primary key (org, cell) | \
          public.account.org does not identify one account each: several rows may have the same value (both_of_them is unique over cell, org together); name the table with one row per account, or give it a unique constraint on org alone and not null
          org text not null, exclude using btree (lower(org) with =) | \
          public.account.org does not identify one account each: several rows may have the same value (account_lower_excl does not make it unique over all rows); name the table with one row per account, or give it a unique constraint on org alone and not null
          """)
  void refusesKeyThatDoesNotNameOneRow(String columns, String message) throws SQLException {
    database.run("create extension btree_gist; create table account (%s)".formatted(columns));

    assertThat(check())
        .extracting(CatalogProblem::kind, CatalogProblem::message)
        .containsExactly(tuple(Kind.ACCOUNTS_KEY, message));
    assertThat(discover()).contains("table: public.account, unclassified: \"" + message + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"character(8)", "numeric(10,2)", "date"})
  void namesTypesThatCannotBeKeys(String type) throws SQLException {
    database.run("create table account (org %s primary key)".formatted(type));

    assertThat(check())
        .extracting(CatalogProblem::kind, CatalogProblem::message)
        .containsExactly(
            tuple(
                Kind.UNSUPPORTED,
                "public.account.org is of type %s; keys of accounts are integers, uuids or texts"
                    .formatted(type)));
  }

  @Test
  void refusesPartialUniquenessAndTakesThePlainOne() throws SQLException {
    database.run(
        """
        create table account (org text not null, left_on date);
        create unique index of_the_living on account (org) where left_on is null;
        """);
    assertThat(check())
        .extracting(CatalogProblem::message)
        .singleElement()
        .asString()
        .contains("several rows may have the same value (of_the_living does not make it unique");

    database.run("create unique index of_all on account (org)");

    assertThat(check()).isEmpty();
    assertThat(discover()).contains("table: public.account, owned-by: org}");
  }

  @Test
  void refusesView() throws SQLException {
    database.run(
        """
        create table customer (org text primary key);
        create view account as select org from customer;
        """);

    assertThat(check("table: public.customer, shared: true"))
        .extracting(CatalogProblem::message)
        .containsOnly(
            "public.account is a view of store 'product', and a view has no rows of its own; use the table that has them");
  }

  private List<CatalogProblem> check() throws SQLException {
    return check("table: public.account, owned-by: org");
  }

  private List<CatalogProblem> check(String set) throws SQLException {
    Catalog catalog =
        Catalogs.read(
            Catalogs.STORE.replace("key: id", "key: org")
                + "sets:\n  - {store: product, %s}\n".formatted(set));
    try (Connection connection = database.dataSource().getConnection()) {
      return CheckCatalog.of(catalog, catalog.stores().get(0), ReadSchema.read(connection));
    }
  }

  private String discover() throws SQLException {
    return Discovery.of(Catalogs.read(Catalogs.STORE.replace("key: id", "key: org")), database)
        .text();
  }
}
