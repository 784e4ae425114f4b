package dev.lapse.catalog.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.Catalogs;
import dev.lapse.catalog.check.CatalogProblem.Kind;
import dev.lapse.catalog.live.Stores;
import dev.lapse.file.WrongFile;
import dev.lapse.testing.Checksums;
import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestDatabases.TestDatabase;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A live store plans its notification statements. */
class CheckStatementsIT {
  private static TestDatabase database;

  @BeforeAll
  static void create() {
    database =
        TestDatabases.create()
            .run(
                """
                create table public.account (id bigint primary key, locked boolean not null default false);
                insert into public.account values (1);
                create function public.lock(id bigint) returns void language sql
                  as 'update public.account set locked = true where account.id = lock.id';
                create procedure public.shut(id bigint) language sql
                  as 'update public.account set locked = true where account.id = shut.id';
                do $$ begin create role teller login password 'teller'; exception when duplicate_object then null; end $$;
                grant usage on schema public to teller;
                grant select, update (locked) on public.account to teller;
                """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update public.account set locked = true where id = :account::bigint",
        "update public.account set locked = true where id::text = :account and :at > '2020-01-01'",
        "with w as (select :account::bigint as id, :at::timestamptz) update public.account set locked = true from w where account.id = w.id",
        "select public.lock(:account::bigint)",
        "update public.account set locked = true where :account::text is null",
        "call public.shut(:account::bigint)"
      })
  void statementThatCouldBeRunIsPlannedAndNotRun(String statement) {
    Map<String, String> before =
        Checksums.ofSchema(JdbcClient.create(database.dataSource()), "public");

    assertThat(problems(statement, "postgres")).isEmpty();

    assertThat(Checksums.ofSchema(JdbcClient.create(database.dataSource()), "public"))
        .isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "update public.account set lokked = true where id::text = :account | column \"lokked\" of relation \"account\" does not exist",
        "update public.acount set locked = true where id::text = :account | relation \"public.acount\" does not exist",
        "update public.account set locked = true where id = :account | operator does not exist: bigint = character varying",
        "call public.shot(:account::bigint) | procedure public.shot(bigint) does not exist",
        "updat public.account set locked = true where id::text = :account | syntax error at or near \"updat\""
      })
  void statementThatNamesWhatIsNotThereIsAWrongName(String statement, String why) {
    List<CatalogProblem> problems = problems(statement, "postgres");

    assertThat(problems).hasSize(1);
    assertThat(problems.get(0).kind()).isEqualTo(Kind.WRONG_STATEMENT);
    assertThat(problems.get(0).toString())
        .startsWith("catalog.yaml:9: 'on-cut-off' of store 'product' cannot be run: " + why);
    assertThatThrownBy(() -> refuseWrongNames(statement))
        .isInstanceOf(WrongFile.class)
        .hasMessageContaining(why);
  }

  @Test
  void missingRightIsNamedAndRefusesNoStart() {
    assertThat(
            problems("update public.account set locked = true where id::text = :account", "teller"))
        .isEmpty();
    List<CatalogProblem> problems =
        problems("update public.account set id = id where id::text = :account", "teller");

    assertThat(problems).hasSize(1);
    assertThat(problems.get(0).kind()).isEqualTo(Kind.STATEMENT_REFUSED);
    assertThat(problems.get(0).kind().isWrongName()).isFalse();
    assertThat(problems.get(0).message()).contains("permission denied for table account");
  }

  private static List<CatalogProblem> problems(String statement, String user) {
    Catalog catalog = catalog(statement, user);
    try (Stores stores = new Stores(catalog)) {
      return LiveProblems.statements(stores, catalog.stores().get(0), "main");
    }
  }

  private static void refuseWrongNames(String statement) {
    Catalog catalog = catalog(statement, "postgres");
    try (Stores stores = new Stores(catalog)) {
      LiveProblems.refuseWrongNames(catalog, stores);
    }
  }

  private static Catalog catalog(String statement, String user) {
    return Catalogs.read(
        """
        stores:
          - name: product
            type: postgresql
            url: %s
            username: %s
            password: %s
            accounts: public.account
            key: id
            on-cut-off: >-
              %s
        sets:
          - {store: product, table: public.account, owned-by: id}
        """
            .formatted(database.url(), user, user, statement));
  }
}
