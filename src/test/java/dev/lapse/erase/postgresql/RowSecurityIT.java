package dev.lapse.erase.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.Catalogs;
import dev.lapse.catalog.check.CatalogProblem;
import dev.lapse.catalog.check.CheckRows;
import dev.lapse.catalog.live.ReadSchema;
import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestDatabases.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows that a role cannot see are not left behind without a word. */
class RowSecurityIT {
  private final TestDatabase database = TestDatabases.create();
  private final String role = "eraser" + database.url().replaceAll(".*/", "_");

  @BeforeEach
  void secrets() {
    database.run(
        """
        create table account (id bigint primary key);
        create table secret (kind text, account_id bigint references account);
        create table open_to_all (account_id bigint references account);
        alter table secret enable row level security;
        create role %1$s login password 'x';
        grant select on account, secret, open_to_all to %1$s;
        """
            .formatted(role));
  }

  @Test
  void grantsNameWhatTheRoleLacks() throws SQLException {
    String grant =
        "alter role \"%s\" bypassrls; -- missing: row-level security hides rows of public.secret from it, and rows that it cannot see would not be erased"
            .formatted(role);

    assertThat(grants()).contains(grant);

    database.run(grant);
    assertThat(grants()).isNotEmpty().noneMatch(line -> line.contains("bypassrls"));
  }

  @Test
  void checkReadsAllRowsOrNone() throws SQLException {
    Catalog catalog =
        Catalogs.withSets(
            "table: public.account, owned-by: id",
            "table: public.secret, owned-by: \"account_id -> public.account.id where kind = 'a'\"");
    database.run("insert into secret values ('b', null)");

    assertThat(problems(catalog))
        .singleElement()
        .asString()
        .contains(
            "could not read the types in public.secret: query would be affected by row-level");

    database.run("alter role %s bypassrls".formatted(role));
    assertThat(problems(catalog)).singleElement().asString().contains("1 row with kind = 'b'");
  }

  private List<String> problems(Catalog catalog) throws SQLException {
    try (Connection connection = database.dataSource(role, "x").getConnection()) {
      return CheckRows.check(
              catalog, catalog.stores().get(0), ReadSchema.read(connection), connection)
          .problems()
          .stream()
          .map(CatalogProblem::message)
          .toList();
    }
  }

  private List<String> grants() throws SQLException {
    Catalog catalog =
        Catalogs.withSets(
            "table: public.account, owned-by: id",
            "table: public.secret, owned-by: account_id",
            "table: public.open_to_all, owned-by: account_id");
    try (Connection connection = database.dataSource(role, "x").getConnection()) {
      return ListGrants.of(
          catalog,
          catalog.stores().get(0),
          ReadSchema.read(connection),
          role,
          "product",
          true,
          Map.of());
    }
  }
}
