package dev.lapse.erase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.erase.store.Product;
import dev.lapse.testing.TestDatabases.TestDatabase;
import dev.lapse.testing.TestRoles;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What a batch costs, in counts that are the same on every machine: statements that PostgreSQL
 * executed, and rows that it read. The rows of 1,000 accounts lie interleaved.
 */
class StatementCountsIT {
  private static final int FEW = 2;
  private static final int MANY = 200;

  private static final long ROWS_EACH = 1 + 10 + 30 + 10 + 20;

  /** For five sets: prepare, delete, prove, commit, and count what is left. */
  private static final long MOST_IN_STORE = 100;

  /** Conditions, claim, intent and outcome in Lapse's own database, whatever the accounts. */
  private static final long MOST_IN_LAPSE = 15;

  /** The record of the intent; all of a batch are sent together. */
  private static final long MOST_FOR_EACH = 1;

  /** A row is read to go, and those that refer to it are looked for. */
  private static final double MOST_READ_FOR_EACH = 1.5;

  private static final String TABLES =
      """
      create table account (id bigint primary key);
      create table contact (id bigint primary key, account_id bigint not null references account);
      create table tag (id bigint primary key, contact_id bigint not null references contact);
      create table note (id bigint primary key, account_id bigint not null references account, answers bigint references note);
      create table attachment (id bigint primary key, contact_id bigint);
      insert into account select i from generate_series(1, 1000) i;
      insert into contact select i, 1 + i % 1000 from generate_series(1, 10000) i;
      insert into tag select i, 1 + i % 10000 from generate_series(1, 30000) i;
      insert into note select i, 1 + i % 1000, case when i > 1000 then i - 1000 end from generate_series(1, 10000) i;
      insert into attachment select i, 1 + i % 10000 from generate_series(1, 20000) i;
      create index on contact (account_id);
      create index on tag (contact_id);
      create index on note (account_id);
      create index on note (answers);
      create index on attachment (contact_id);
      analyze;
      """;
  private static final String[] SETS = {
    "table: public.account, owned-by: id",
    "table: public.contact, owned-by: account_id",
    "table: public.tag, owned-by: contact_id -> public.contact.id",
    "table: public.note, owned-by: account_id",
    "table: public.attachment, owned-by: contact_id -> public.contact.id"
  };

  private static final String STATEMENTS =
      """
      select coalesce(sum(s.calls), 0)
      from pg_stat_statements s
      join pg_database d on d.oid = s.dbid
      where d.datname = :database
        and s.userid = cast(:role as regrole)
        and s.toplevel
      """;

  /** Statements of one batch in the store and in Lapse's own database, and rows that went. */
  private record Cost(long inStore, long inLapse, long rows) {}

  /** The first batch of a connection makes its temporary tables; the others are counted. */
  @ParameterizedTest
  @ValueSource(strings = {TestRoles.ERASER, TestRoles.LIMITED})
  void manyAccountsTakeNoMoreStatementsThanFew(String role) {
    Product product = new Product(new Product.Role(role), TABLES, SETS);
    try (product) {
      product.run("create extension if not exists pg_stat_statements; select pg_stat_reset();");
      cost(product, role, 1, 1);

      Cost few = cost(product, role, 101, FEW);
      Cost many = cost(product, role, 201, MANY);

      assertThat(few.rows()).isEqualTo(FEW * ROWS_EACH);
      assertThat(many.rows()).isEqualTo(MANY * ROWS_EACH);
      assertThat(few.inStore()).isLessThanOrEqualTo(MOST_IN_STORE);
      assertThat(many.inStore()).isLessThanOrEqualTo(few.inStore());
      assertThat(few.inLapse()).isLessThanOrEqualTo(MOST_IN_LAPSE + FEW * MOST_FOR_EACH);
      assertThat(many.inLapse()).isLessThanOrEqualTo(MOST_IN_LAPSE + MANY * MOST_FOR_EACH);
    }
    assertFewRowsAreRead(product, role);
  }

  private static void assertFewRowsAreRead(Product product, String role) {
    // a connection says what it read when it ends
    Awaitility.await()
        .atMost(60, TimeUnit.SECONDS)
        .pollInterval(20, TimeUnit.MILLISECONDS)
        .until(
            () ->
                product.count(
                        "pg_stat_activity where datname = current_database() and usename = '%s'"
                            .formatted(role))
                    == 0);
    Map<String, Object> rows =
        product
            .jdbc()
            .sql(
                """
                select
                  sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) as read,
                  sum(n_tup_del) as gone
                from pg_stat_user_tables
                where schemaname = 'public'
                """)
            .query()
            .singleRow();
    long gone = ((Number) rows.get("gone")).longValue();
    assertThat(gone).isEqualTo((1 + FEW + MANY) * ROWS_EACH);
    assertThat(((Number) rows.get("read")).doubleValue() / gone)
        .as("rows read for each that went: %s", rows)
        .isBetween(1.0, MOST_READ_FOR_EACH);
  }

  private static Cost cost(Product product, String role, int first, int accounts) {
    String[] ids = ids(first, accounts);
    product.imports(ids);
    product.run("select pg_stat_statements_reset()");
    long rows =
        product.eraseImported(ids).values().stream()
            .flatMap(outcome -> Product.rows(outcome).values().stream())
            .mapToLong(Long::longValue)
            .sum();
    return new Cost(
        statements(product.jdbc(), product.database(), role),
        statements(product.jdbc(), product.program.lapse, TestRoles.RUNTIME),
        rows);
  }

  private static long statements(JdbcClient jdbc, TestDatabase database, String role) {
    return jdbc.sql(STATEMENTS)
        .param("database", database.name())
        .param("role", role)
        .query(Long.class)
        .single();
  }

  private static String[] ids(int first, int accounts) {
    return IntStream.range(first, first + accounts)
        .mapToObj(String::valueOf)
        .toArray(String[]::new);
  }
}
