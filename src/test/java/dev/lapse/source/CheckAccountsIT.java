package dev.lapse.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.account.ReadPolicy;
import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.check.LiveProblems;
import dev.lapse.catalog.live.Stores;
import dev.lapse.catalog.yaml.CatalogFile;
import dev.lapse.file.JobsFolder;
import dev.lapse.file.WrongFile;
import dev.lapse.file.YamlMap;
import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestDatabases.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
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
      create collation public.same (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
      create function public.state_of(text) returns text language sql as 'select $1';
      create function public.zone_of(text) returns text language sql as 'select $1';
      create view public.account_asking with (security_invoker) as select *, public.zone_of(state) as zone from public.account_view;
      create table public.subscription (id bigint primary key);
      insert into public.subscription select id from public.account;
      create function public.account_reported() returns table (id bigint, kind text, state text, lapsed_at timestamptz)
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
        "select id, kind, state, lapsed_at at time zone 'UTC' as lapsed_at from account # 'lapsedAt' is of type timestamp without time zone, but must be a timestamp with time zone; convert one without by naming its zone: lapsed_at at time zone 'UTC' as lapsed_at",
        "select id, kind, state, lapsed_at, 1 as retain_data from account # 'retainData' is of type integer, but must be true or false",
        "select id, kind, retain_data as state, lapsed_at from account # 'state' is of type boolean, but must be a text",
        "select id::numeric, kind, state, lapsed_at from account # 'id' is of type numeric, but must be a whole number, a uuid or a text that is compared letter by letter",
        "select note collate public.same as id, kind, state, lapsed_at from account # 'id' is of type text, but must be a whole number, a uuid or a text that is compared letter by letter",
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
        "account_reported() # the query does not read public.account, whose rows are locked before an erasure, but public.account_reported (a function);",
        "account_kept k left join account using (id, kind, state, lapsed_at) # the query does not read public.account, whose rows are locked before an erasure, but public.account_kept;",
        "(values (1, 'direct', 'closed', now())) v (id, kind, state, lapsed_at) # the query does not read public.account, whose rows are locked before an erasure, but no table;",
        "account join account_seen using (id, kind, state, lapsed_at) # the query reads public.account_seen (a materialized view), which may be out of date when the row in public.account is locked: read tables, or plain views of them",
        "account cross join account_reported() reported (i, k, s, l) # the query reads public.account_reported (a function), which",
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
        .containsExactly(
            "accounts.yaml:2: account '1': the query returns the account more than once");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "select id, case id when 2 then 'gold' else kind end as kind, state, lapsed_at from account # account '2': 'kind' is 'gold', but must be one of direct, trial, resold",
        "select id, case id when 2 then 'jane@example.org' else kind end as kind, state, lapsed_at from account # account '2': 'kind' is a text of 16 characters, but must be one of direct, trial, resold",
        "select nullif(id, 2) as id, kind, state, lapsed_at from account # the query returns a row without an id",
        "select id, kind, state, case id when 2 then '-infinity' else lapsed_at end as lapsed_at from account # account '2': 'lapsedAt' is '-infinity', but must be an instant such as 2026-11-01T09:30:00Z",
        "select case id when 2 then '02' else id::text end as id, kind, state, lapsed_at from account # account '02': the query returns an id that public.account.id (bigint) cannot have: no row could be locked or erased by it",
        "select id, kind, case id when 2 then 'paused' else state end as state, lapsed_at, nullif(retain_data, false) as retain_data from account # account '2': 'retainData' is null, but must be true or false for a paused account",
        "select id, 'resold' as kind, case id when 2 then 'paused' else state end as state, lapsed_at from account # account '2': a resold account cannot be paused; its provider closes it",
        "select id, kind, state, lapsed_at, case id when 2 then ('jane@example.org' || left(kind, 0))::int::text end as name from account # could not read the accounts from store 'product' (cell main): data exception (SQLSTATE 22P02)",
      })
  void sampleIsReadAsTheRunReadsIt(String query, String message) {
    assertThat(problems(query)).containsExactly("accounts.yaml:2: " + message);
  }

  @Test
  void columnThatTheCatalogAnonymizesIsNamedThroughAView() {
    Catalog anonymizing =
        CatalogFile.read(
            YamlMap.read(
                "catalog.yaml",
                """
                stores:
                  - {name: product, type: postgresql, url: "%s", username: postgres, password: postgres, accounts: public.account, key: id}
                sets:
                  - {store: product, table: public.account, owned-by: id, anonymize: {state: null, note: null}}
                """
                    .formatted(DATABASE.url()),
                raw -> raw));

    assertThat(
            CheckAccounts.notices(
                file("select id, kind, state, lapsed_at from account_asking"),
                anonymizing,
                STORES,
                "main"))
        .containsExactly(
            "accounts.yaml:2: the query reads public.account.note, which the catalog anonymizes: an erased account is read with its new value, and comes back, empty, if that means active",
            "accounts.yaml:2: the query reads public.account.state, which the catalog anonymizes: an erased account is read with its new value, and comes back, empty, if that means active");
    assertThat(
            CheckAccounts.notices(
                file("select id, kind, state, lapsed_at from account"),
                anonymizing,
                STORES,
                "main"))
        .hasSize(1);
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
  void rightsThatTheQueryNeedsAreNamed() throws SQLException {
    assertThat(
            needed(
                    "select a.id, a.kind, a.state, a.lapsed_at from public.account a left join \"deal\" d on d.account_id = a.id, contact_tag")
                .rights())
        .hasToString(
            "{lapse_store.point_of_no_return=[select, insert, delete], public.account=[select, update], public.contact_tag=[select], public.deal=[select]}");
  }

  @Test
  void viewNeedsARightAndWhatItReadsAsTheRoleToo() throws SQLException {
    GrantsForAccounts plain =
        needed("select id, kind, public.state_of(state) as state, lapsed_at from account_view");
    assertThat(plain.rights())
        .hasToString(
            "{lapse_store.point_of_no_return=[select, insert, delete], public.account=[select, update], public.account_view=[select]}");
    assertThat(plain.functions()).containsExactly("public.state_of");

    GrantsForAccounts asking = needed("select id, kind, state, lapsed_at from account_asking");
    assertThat(asking.rights().keySet())
        .extracting(Object::toString)
        .contains("public.account_asking", "public.account_view");
    assertThat(asking.functions()).containsExactly("public.zone_of");
  }

  private static GrantsForAccounts needed(String query) throws SQLException {
    Store store = CATALOG.stores().get(0);
    try (Connection connection = STORES.connect("product", "main")) {
      return GrantsForAccounts.needed(
          file(query), store, LiveProblems.schema(STORES, store, "main"), connection);
    }
  }

  private static List<String> problems(String query) {
    return CheckAccounts.problems(
        file(query),
        ReadPolicy.from(new JobsFolder(null, raw -> raw).packaged("policy.yaml")),
        STORES,
        "main",
        Instant.parse(StoreProgram.NOW));
  }

  private static AccountsFile file(String query) {
    return AccountsFile.read(
        YamlMap.read("accounts.yaml", "store: product\nquery: |\n  " + query + "\n", raw -> raw),
        CATALOG);
  }
}
