package dev.lapse.cases;

import dev.lapse.testing.LapseTables;
import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestDatabases.TestDatabase;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * One product database and one of Lapse's own for all cases, one after the other: creating one
 * takes longer than emptying it.
 */
final class CaseDatabases {
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
      end $$;
      create schema public;
      """;

  private CaseDatabases() {}

  static TestDatabase emptyProduct() {
    run(EMPTY);
    return Opened.PRODUCT.tidied();
  }

  /** Runs statements on the product, separated by semicolons, in one transaction. */
  static void run(String sql) {
    new JdbcTemplate(Opened.STATEMENTS).execute(sql);
  }

  /** The product, on one connection for all cases: a new one knows no table yet. */
  static JdbcClient product() {
    return JdbcClient.create(Opened.STATEMENTS);
  }

  /** Rows of a table of the product, as a condition behind it restricts them. */
  static long count(String from) {
    return product().sql("select count(*) from " + from).query(Long.class).single();
  }

  static TestDatabase emptyLapse() {
    return LapseTables.empty(Opened.LAPSE);
  }

  private static final class Opened {
    static final TestDatabase PRODUCT = TestDatabases.store();
    static final TestDatabase LAPSE = TestDatabases.lapse();
    static final DataSource STATEMENTS =
        new SingleConnectionDataSource(
            PRODUCT.url() + "?prepareThreshold=0", PRODUCT.username(), PRODUCT.password(), true);
  }
}
