package dev.lapse.catalog.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.Catalogs;
import dev.lapse.catalog.ColumnName;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.live.ReadSchema;
import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestDatabases.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What only the rows can say: their types, and how they spell keys. */
class CheckRowsIT {
  private static final String ACCOUNT = "table: public.account, owned-by: id";
  private static final String PROJECT = "table: public.project, owned-by: account_id";
  private final TestDatabase database = TestDatabases.create();

  @ParameterizedTest
  @ValueSource(strings = {"", "create index on remark (about_type, about_id);"})
  void blocksRowsOfTypesThatNoWayNames(String index) throws SQLException {
    remarks();
    database.run(
        index
            + "insert into remark values (2, 'Milestone', 5), (4, 'Milestone', 6), (5, null, 5), (6, null, null)");

    CheckRows.RowProblems found =
        check(
            ACCOUNT,
            PROJECT,
            "table: public.remark, owned-by: \"about_id -> public.project.id where about_type in ('Project', 'Projct')\"");

    assertThat(found.problems())
        .extracting(CatalogProblem::kind)
        .containsOnly(CatalogProblem.Kind.UNNAMED_TYPE);
    assertThat(found.problems())
        .extracting(CatalogProblem::message)
        .containsExactly(
            unnamed(1, "row", "about_type is null"),
            unnamed(2, "rows", "about_type = 'Milestone'"));
    assertThat(found.notices())
        .containsExactly(
            "catalog.yaml:10: no row of public.remark has about_type = 'Projct'; did you mean 'Project'?");
  }

  @Test
  void blocksAWayToValuesThatSeveralRowsShareInFact() throws SQLException {
    database.run(
        """
        create table account (id bigint primary key);
        create table project (account_id bigint, code text, primary key (account_id, code));
        create table task (id bigint, project_code text);
        insert into project values (1, 'a'), (2, 'b');
        """);
    String[] sets = {
      ACCOUNT, PROJECT, "table: public.task, owned-by: project_code -> public.project.code"
    };
    assertThat(check(sets).problems()).isEmpty();

    database.run("insert into project values (2, 'a')");

    assertThat(check(sets).problems())
        .extracting(CatalogProblem::message)
        .containsExactly(
            "public.task is owned through public.project.code, but there several rows have the same value (1 values), so a row could have two owners; use unique columns");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "create index on remark (about_type);"})
  void acceptsRowsDeclaredToBelongToNobody(String index) throws SQLException {
    remarks();
    database.run(index + "insert into remark values (2, 'System', 5), (4, null, 7)");

    assertThat(
            check(
                    ACCOUNT,
                    PROJECT,
                    "table: public.remark, owned-by: \"about_id -> public.project.id where about_type = 'Project'\", shared-where: [\"about_type = 'System'\", about_type is null]")
                .problems())
        .isEmpty();
  }

  @Test
  void readsSmallNumbersAsTypes() throws SQLException {
    remarks();
    database.run(
        """
        create table note (kind smallint, about_id bigint, deal_id bigint);
        insert into note values (1, 5, null), (2, null, 7), (2, 9, 7), (3, null, null);
        """);

    assertThat(
            check(
                    ACCOUNT,
                    PROJECT,
                    "table: public.note, owned-by: \"about_id -> public.project.id where kind = '1'\"")
                .problems())
        .extracting(CatalogProblem::message)
        .containsExactly(
            unnamed(1, "row", "kind = '3'").replace("remark", "note"),
            unnamed(2, "rows", "kind = '2'").replace("remark", "note"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          citext               | Project | project |
          citext               | Project | project | create index on note (kind)
          text collate letters | Project | project |
          text collate letters | Project | project | create index on note (kind)
          numeric              | 1       | 1.0     | create index on note (kind)
          """)
  void namesTypesThatAreEqualAndSpelledDifferently(
      String type, String named, String other, @Nullable String index) throws SQLException {
    remarks();
    database.run(
        """
        create extension citext;
        create collation letters (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
        create table note (kind %s, about_id bigint);
        insert into note values ('%s', 5), ('%s', 5);
        """
                .formatted(type, named, other)
            + (index == null ? "" : index));

    assertThat(
            check(
                    ACCOUNT,
                    PROJECT,
                    "table: public.note, owned-by: \"about_id -> public.project.id where kind = '%s'\""
                        .formatted(named))
                .problems())
        .extracting(CatalogProblem::message)
        .containsExactly(
            unnamed(1, "row", "kind = '%s'".formatted(other)).replace("remark", "note"));
  }

  @Test
  void rowThatAnotherWayMayReachNeedsNoType() throws SQLException {
    remarks();
    database.run(
        """
        alter table remark add account_id bigint;
        insert into remark values (2, 'Milestone', 5, 1), (4, 'Milestone', 5, null);
        """);

    assertThat(
            check(
                    ACCOUNT,
                    PROJECT,
                    "table: public.remark, owned-by: [account_id, \"about_id -> public.project.id where about_type = 'Project'\"]")
                .problems())
        .extracting(CatalogProblem::message)
        .containsExactly(unnamed(1, "row", "about_type = 'Milestone'"));
  }

  @Test
  void blocksTypesThatTheRoleCannotRead() throws SQLException {
    remarks();
    String role = "typist" + database.url().replaceAll(".*/", "_");
    database.run("create role %s login password 'x'".formatted(role));
    Catalog catalog =
        Catalogs.withSets(
            ACCOUNT,
            PROJECT,
            "table: public.remark, owned-by: \"about_id -> public.project.id where about_type = 'Project'\"");

    try (Connection connection = database.dataSource(role, "x").getConnection()) {
      assertThat(
              CheckRows.check(
                      catalog, catalog.stores().get(0), ReadSchema.read(connection), connection)
                  .problems())
          .extracting(CatalogProblem::message)
          .containsExactly(
              "could not read the types in public.remark: permission denied for table remark (SQLSTATE 42501)");
    }
  }

  @Test
  void namesColumnsThatSpellUuidsDifferently() throws SQLException {
    database.run(
        """
        create extension citext;
        create table account (id uuid primary key);
        create table download (id bigint primary key, account_id text, same varchar(40), other citext, word text);
        insert into account values ('6f0b2c6e-5d38-4f0e-9c55-0f8f4f6f1d11');
        insert into download values
          (1, '6f0b2c6e-5d38-4f0e-9c55-0f8f4f6f1d11', '6f0b2c6e-5d38-4f0e-9c55-0f8f4f6f1d11', null, 'word'),
          (2, '6F0B2C6E-5D38-4F0E-9C55-0F8F4F6F1D11', null, '{6f0b2c6e5d384f0e9c550f8f4f6f1d11} ', 'other'),
          (3, '6f0b2c6e5d384f0e9c550f8f4f6f1d11', null, null, null);
        """);

    CheckRows.RowProblems found =
        check(
            ACCOUNT,
            "table: public.download, owned-by: [account_id, same -> public.account.id], refers: [other -> public.account.id, word -> public.account.id]");

    assertThat(found.problems()).isEmpty();
    assertThat(found.oddlySpelled()).containsExactly(column("account_id"), column("other"));
    assertThat(found.notices())
        .containsExactly(
            "catalog.yaml:9: public.download.account_id spells 2 keys differently from PostgreSQL, such as '6F0B2C6E-5D38-4F0E-9C55-0F8F4F6F1D11' for '6f0b2c6e-5d38-4f0e-9c55-0f8f4f6f1d11'; it is compared by value, without an index",
            "catalog.yaml:9: public.download.other spells 1 key differently from PostgreSQL, such as '{6f0b2c6e5d384f0e9c550f8f4f6f1d11} ' for '6f0b2c6e-5d38-4f0e-9c55-0f8f4f6f1d11'; it is compared by value, without an index");
  }

  @ParameterizedTest
  @ValueSource(strings = {"000007", "+7", "7 ", "\t7"})
  void namesColumnsThatSpellNumbersDifferently(String spelled) throws SQLException {
    numbers("('%s', 'a'), ('8', 'b')".formatted(spelled));

    CheckRows.RowProblems found = checkNumbers();

    assertThat(found.oddlySpelled()).containsExactly(column("ref"));
    assertThat(found.notices()).singleElement().asString().contains("'" + spelled + "' for '7'");
  }

  @Test
  void takesTextsThatAreNoNumbersAndOtherTypesAsTheyAre() throws SQLException {
    numbers("('x7', 'a'), ('7.0', 'a'), ('', 'a'), (null, 'a'), ('007', 'b'), ('-7', 'a')");

    assertThat(checkNumbers().oddlySpelled()).isEmpty();
  }

  private void numbers(String rows) {
    database.run(
        """
        create table account (id bigint primary key);
        create table download (ref text, kind text);
        insert into download values %s;
        """
            .formatted(rows));
  }

  private CheckRows.RowProblems checkNumbers() throws SQLException {
    return check(
        ACCOUNT,
        "table: public.download, owned-by: \"ref -> public.account.id where kind = 'a'\", shared-where: \"kind = 'b'\"");
  }

  private void remarks() {
    database.run(
        """
        create table account (id bigint primary key);
        create table project (id bigint primary key, account_id bigint not null references account);
        create table remark (id bigint primary key, about_type text, about_id bigint);
        insert into account values (1), (2);
        insert into project values (5, 1), (6, 2);
        insert into remark values (1, 'Project', 5), (3, 'Project', 6);
        """);
  }

  private static String unnamed(int count, String rows, String type) {
    return "public.remark has %d %s with %s, which no path includes, so they would not be found; add the type to a path, or declare such rows shared (shared-where: \"%3$s\")"
        .formatted(count, rows, type);
  }

  private static ColumnName column(String name) {
    return new ColumnName(new TableName("public", "download"), name);
  }

  private CheckRows.RowProblems check(String... sets) throws SQLException {
    Catalog catalog = Catalogs.withSets(sets);
    try (Connection connection = database.dataSource().getConnection()) {
      return CheckRows.check(
          catalog, catalog.stores().get(0), ReadSchema.read(connection), connection);
    }
  }
}
