package dev.lapse.catalog.discover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.catalog.Catalogs;
import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestDatabases.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Tables that hang on people, whose memberships no index finds. */
class DiscoverWithoutIndexIT {
  private static final int TABLES = 5;

  /** Samples, proofs and counts together, each with the memberships. */
  private static final long READS_PER_ROW = 10;

  private final TestDatabase database = TestDatabases.create();

  @Test
  void readsEachRowAFewTimesOnly() throws SQLException {
    database.run(
        """
        create table account (id bigint primary key, name text);
        create table person (id bigint primary key, email text);
        create table membership (id bigint primary key, person_id bigint not null references person,
          account_id bigint not null references account);
        create table folder (id bigint primary key, account_id bigint not null references account);
        insert into account select 1000 + n, 'c' || n from generate_series(1, 50) n;
        insert into person select n, 'p' || n from generate_series(1, 500) n;
        insert into folder select n, 1001 + (n - 1) % 50 from generate_series(1, 100) n;
        insert into membership select n, 1 + n % 500, 1001 + n % 50 from generate_series(1, 600) n;
        """);
    IntStream.rangeClosed(1, TABLES)
        .forEach(
            number ->
                database.run(
                    """
                    create table t%1$d (id bigint primary key, folder_id bigint references folder,
                      person_id bigint not null references person, token text);
                    insert into t%1$d select n, case when n %% 3 > 0 then 1 + n %% 100 end, 1 + n %% 500, md5(n::text)
                      from generate_series(1, 3000) n;
                    """
                        .formatted(number)));
    long before = rowsRead();

    String text;
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      text = Discovery.of(Catalogs.read(Catalogs.STORE), connection).text();
      statement.execute("select pg_stat_force_next_flush()");
    }

    assertThat(text)
        .contains("table: public.t1, owned-by: person_id -> public.person.id}")
        .doesNotContain("unclassified:");
    assertThat(rowsRead() - before)
        .isLessThan(READS_PER_ROW * (50 + 100 + 500 + 600 + TABLES * 3000));
  }

  private long rowsRead() {
    return JdbcClient.create(database.dataSource())
        .sql("select sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) from pg_stat_user_tables")
        .query(Long.class)
        .single();
  }
}
