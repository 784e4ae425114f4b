package dev.lapse.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.live.Stores;
import dev.lapse.catalog.yaml.CatalogFile;
import dev.lapse.file.WrongFile;
import dev.lapse.file.YamlMap;
import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestDatabases.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The query for accounts is checked against the live store before anything is done. */
class CheckAccountsIT {
  private static final String COPIES =
      """
      create materialized view public.account_seen as select * from public.account;
      create table public.account_kept as select * from public.account;
      alter table public.account_kept add primary key (id);
      create view public.account_view_of_copy as select * from public.account_seen;
      create view public.account_view as with a as (select * from public.account) select * from a;
      create table public.subscription (id bigint primary key);
      insert into public.subscription select id from public.account;
      create function public.account_told() returns table (id bigint, kind text, state text, lapsed_at timestamptz)
        language plpgsql
      as $$ begin return query select a.id, a.kind, a.state, a.lapsed_at from public.account a; end $$;
      create extension postgres_fdw;
      do $$ begin
        execute format(
          'create server far foreign data wrapper postgres_fdw options (host ''localhost'', port ''%s'', dbname %L)',
          current_setting('port'), current_database());
      end $$;
      create user mapping for postgres server far options (user 'postgres', password 'postgres');
      create foreign table public.account_far (id bigint, kind text, state text, lapsed_at timestamptz)
        server far options (schema_name 'public', table_name 'account');
      """;
  private static final TestDatabase DATABASE =
      TestDatabases.store().run(StoreProgram.TABLES + StoreProgram.closed(1, 3) + COPIES);
  private static final Catalog CATALOG =
      CatalogFile.read(
          YamlMap.read(
              "catalog.yaml",
              "stores:\n  - {name: product, type: postgresql, url: \"%s\", username: postgres, password: postgres, accounts: public.account, key: id}"
                  .formatted(DATABASE.url()),
              raw -> raw));
  private static final Stores STORES = new Stores(CATALOG);

  @AfterAll
  static void close() {
    STORES.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "select id, kind, state from account # the query has no column 'lapsedAt'",
        "select id, kind, state, lapsed_at, retain_dat from (select a.*, retain_data as retain_dat from account a) a # the query has a column 'retain_dat', which is not a field of an account; did you mean 'retainData'?",
        "select id, kind, state, lapsed_at, lapsed_at as \"lapsedAt\" from account # the query has the column 'lapsedAt' twice",
        "select id, kind, state, lapsed_at at time zone 'UTC' as lapsed_at from account # 'lapsedAt' is of type timestamp, but must be a timestamp with time zone; convert one without by naming its zone: lapsed_at at time zone 'UTC' as lapsed_at",
        "select id, kind, state, lapsed_at, 1 as retain_data from account # 'retainData' is of type int4, but must be true or false",
        "select id, kind, retain_data as state, lapsed_at from account # 'state' is of type bool, but must be a text",
        "select id::numeric, kind, state, lapsed_at from account # 'id' is of type numeric, but must be a whole number, a uuid or a text",
        "select id, kind, state, lapsed_at from acount # store 'product' cannot run the query: relation \"acount\" does not exist (SQLSTATE 42P01)",
      })
  void reportsWhatIsWrongWithTheQuery(String query, String message) {
    assertThat(problems(query)).containsExactly("accounts.yaml:2: " + message);
    assertThatThrownBy(() -> CheckAccounts.refuseWrong(file(query), STORES))
        .isInstanceOf(WrongFile.class)
        .hasMessage("accounts.yaml:2: " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "account_seen # the query does not read public.account, whose rows are locked before an erasure, but public.account_seen (a materialized view);",
        "account_kept # the query does not read public.account, whose rows are locked before an erasure, but public.account_kept;",
        "account_view_of_copy # the query does not read public.account, whose rows are locked before an erasure, but public.account_seen (a materialized view);",
        "account_far # the query does not read public.account, whose rows are locked before an erasure, but public.account_far (a foreign table);",
        "account_told() # the query does not read public.account, whose rows are locked before an erasure, but public.account_told (a function);",
        "account_kept k left join account using (id, kind, state, lapsed_at) # the query does not read public.account, whose rows are locked before an erasure, but public.account_kept;",
        "(values (1, 'direct', 'closed', now())) v (id, kind, state, lapsed_at) # the query does not read public.account, whose rows are locked before an erasure, but no table;",
        "account join account_seen using (id, kind, state, lapsed_at) # the query reads public.account_seen (a materialized view), which may be out of date when the row in public.account is locked: read tables, or plain views of them",
        "account cross join account_told() told (i, k, s, l) # the query reads public.account_told (a function), which",
      })
  void copyOfTheAccountsIsRefused(String from, String message) {
    String query = "select id, kind, state, lapsed_at from " + from;

    assertThat(problems(query))
        .singleElement()
        .asString()
        .startsWith("accounts.yaml:2: " + message);
    assertThatThrownBy(() -> CheckAccounts.refuseWrong(file(query), STORES))
        .isInstanceOf(WrongFile.class)
        .hasMessageStartingWith("accounts.yaml:2: " + message);
  }

  @Test
  void reportsDuplicateId() {
    String twice = "select id / 2 as id, kind, state, lapsed_at from account";

    assertThat(problems(twice))
        .containsExactly("accounts.yaml:2: the query returns account '1' more than once");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "select id, kind, state, lapsed_at from account",
        "with a as (select * from account) select id, kind, state, lapsed_at as LapsedAt, retain_data, time_zone, note as name from a where note is null or note ~ '^:x?$' -- '?' and ':x' are no parameters",
        "select id, kind, state, lapsed_at from account_view where id = any(array(select generate_series(1, 9)))",
        "select id, kind, state, lapsed_at from account a join subscription s using (id)",
        "(select id, kind, state, lapsed_at from account) union all (select -id, kind, state, lapsed_at from account)",
      })
  void queryThatYieldsWhatItMustIsTaken(String query) {
    assertThat(problems(query)).isEmpty();
    CheckAccounts.refuseWrong(file(query), STORES);
  }

  @Test
  void rightsThatTheQueryNeedsAreNamed() {
    AccountsFile file =
        file(
            "select a.id, a.kind, a.state, a.lapsed_at from public.account a left join \"deal\" d on d.account_id = a.id, contact_tag");

    assertThat(
            GrantsForAccounts.needed(
                file,
                CATALOG.stores().get(0),
                dev.lapse.catalog.check.LiveProblems.schema(
                    STORES, CATALOG.stores().get(0), "main")))
        .hasToString(
            "{lapse_store.point_of_no_return=[select, insert, delete], public.account=[select, update], public.contact_tag=[select], public.deal=[select]}");
  }

  private static List<String> problems(String query) {
    return CheckAccounts.problems(file(query), STORES, "main");
  }

  private static AccountsFile file(String query) {
    return AccountsFile.read(
        YamlMap.read("accounts.yaml", "store: product\nquery: |\n  " + query + "\n", raw -> raw),
        CATALOG);
  }
}
