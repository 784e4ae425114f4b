package dev.lapse.cases;

import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestDatabases.TestDatabase;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * One product database and one of Lapse's own for all cases, one after the other: creating one
 * takes longer than emptying it.
 */
final class CaseDatabases {
  /** A role that may not bypass triggers, and has no right that it was not given. */
  static final String LIMITED = "lapse_limited";

  private static final String EMPTY =
      """
      do $$
      declare s text;
      begin
        for s in
          select format('drop schema %I cascade', nspname)
          from pg_namespace
          where nspname !~ '^pg_|^information_schema$|^lapse_store$'
          union all
          select format('delete from lapse_store.%I', tablename)
          from pg_tables
          where schemaname = 'lapse_store'
            and tablename <> 'flyway_schema_history'
          union all
          select format('drop server %I cascade', srvname)
          from pg_foreign_server
        loop
          execute s;
        end loop;
        perform lo_unlink(oid) from pg_largeobject_metadata;
        if exists (select from pg_roles where rolname = 'lapse_limited') then
          drop owned by lapse_limited;
        else
          create role lapse_limited login password 'limited';
        end if;
      end $$;
      create schema public;
      grant usage on schema public to public;
      """;
  private static final String FORGET =
      """
      do $$
      begin
        if to_regclass('lapse.account') is not null then
          %s;
        end if;
      end $$;
      """
          .formatted(SharedProgram.EMPTY);

  private CaseDatabases() {}

  static TestDatabase emptyProduct() {
    return Opened.PRODUCT.run(EMPTY);
  }

  static TestDatabase emptyLapse() {
    return Opened.LAPSE.run(FORGET);
  }

  static JdbcClient statements(TestDatabase database) {
    return JdbcClient.create(
        new org.springframework.jdbc.datasource.SingleConnectionDataSource(
            database.url(), database.username(), database.password(), true));
  }

  private static final class Opened {
    static final TestDatabase PRODUCT = TestDatabases.create();
    static final TestDatabase LAPSE = TestDatabases.create();
  }
}
