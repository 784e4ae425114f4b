package dev.lapse.source;

import dev.lapse.account.Account;
import dev.lapse.account.Accounts;
import dev.lapse.testing.Delays;
import dev.lapse.testing.LapseTables;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * One program whose accounts live in its product, for all tests of this package: opening one takes
 * seconds. A product of this kind has contacts, cards and tags, and keeps its own word on who has
 * lapsed.
 */
public final class StoreProgram {
  /** The present of every test until it sets the clock. */
  public static final String NOW = "2026-11-10T00:00:00Z";

  public static final String TABLES =
      """
      create table public.account (
        id bigint primary key,
        kind text not null default 'direct',
        state text not null default 'active',
        lapsed_at timestamptz,
        retain_data boolean not null default false,
        time_zone text default 'UTC',
        note text
      );
      create table public.contact (id bigint primary key, account_id bigint references public.account, email text);
      create table public.contact_tag (contact_id bigint references public.contact, tag text);
      create table public.deal (id bigint primary key, account_id bigint references public.account, contact_id bigint references public.contact);
      create table public.card (id bigint primary key, account_id bigint references public.account);
      create index on public.contact (account_id);
      create index on public.contact_tag (contact_id);
      create index on public.deal (account_id);
      create index on public.deal (contact_id);
      create index on public.card (account_id);
      """;

  public static final String SETS =
      """
      - {store: product, table: public.account, owned-by: id}
      - {store: product, table: public.contact, owned-by: account_id}
      - {store: product, table: public.contact_tag, owned-by: contact_id -> public.contact.id}
      - {store: product, table: public.deal, owned-by: account_id}
      - {store: product, table: public.card, owned-by: account_id, billing: true}
      """;

  public static final String ACCOUNTS =
      """
      store: product
      query: |
        select id, kind, state, lapsed_at, retain_data, time_zone as "timeZone"
        from public.account -- all of them
      page: 3
      """;

  /** Accounts from the first to the last, closed on 1 November: purge and cut-off are due. */
  public static final String CLOSED =
      """
      insert into account (id, state, lapsed_at)
      select a, 'closed', '2026-11-01T00:00:00Z' from generate_series(:first, :last) a;
      """;

  private static final String ROWS =
      """
      insert into contact select a * 10 + i, a, a || '-' || i from generate_series(:first, :last) a, generate_series(1, 2) i;
      insert into contact_tag select id, 'red' from contact where account_id between :first and :last;
      insert into deal select a * 10 + i, a, a * 10 + i from generate_series(:first, :last) a, generate_series(1, 2) i;
      insert into card select a, a from generate_series(:first, :last) a;
      """;

  /** Rows of each account besides its own. */
  public static final long ROWS_EACH = 2 + 2 + 2 + 1;

  private StoreProgram() {}

  /** The program at {@link #NOW}, knowing nothing, on a product with closed accounts 1 to n. */
  public static TestProgram withClosed(int n) {
    return emptied(Opened.PROGRAM, n);
  }

  /** The same product of a program to which accounts are imported. */
  public static TestProgram withoutStore(int n) {
    TestProgram program = emptied(WithoutStore.PROGRAM, n);
    program.imports(dev.lapse.testing.Import.closed(LongStream.rangeClosed(1, n).toArray()));
    return program;
  }

  private static TestProgram emptied(TestProgram program, int n) {
    program.clock.set(java.time.Instant.parse(NOW));
    LapseTables.empty(program.lapse);
    SharedProgram.anew(program, TABLES + rows(CLOSED + ROWS, 1, n));
    return program;
  }

  public static String rows(String sql, int first, int last) {
    return sql.replace(":first", String.valueOf(first)).replace(":last", String.valueOf(last));
  }

  /** Closed accounts and their rows. */
  public static String closed(int first, int last) {
    return rows(CLOSED + ROWS, first, last);
  }

  /** As Lapse knows it. */
  public static Account account(TestProgram program, String id) {
    return find(program, id).orElseThrow();
  }

  public static Optional<Account> find(TestProgram program, String id) {
    return program.get(Accounts.class).find(id, program.clock.instant());
  }

  public static List<String> markers(TestProgram program) {
    return program
        .inProduct()
        .sql("select account_id from lapse_store.point_of_no_return order by 1")
        .query(String.class)
        .list();
  }

  public static List<String> evidence(TestProgram program, String id, long afterNumber) {
    return program
        .inLapse()
        .sql(
            "select kind || ' ' || actor from lapse.evidence where account_id = :id and number > :after order by number")
        .param("id", id)
        .param("after", afterNumber)
        .query(String.class)
        .list();
  }

  public static long lastEvidence(TestProgram program) {
    return program
        .inLapse()
        .sql("select coalesce(max(number), 0) from lapse.evidence")
        .query(Long.class)
        .single();
  }

  public static long count(TestProgram program, String from) {
    return program.inProduct().sql("select count(*) from " + from).query(Long.class).single();
  }

  /** The product's part in a reactivation, as in the guide, on a separate connection. */
  public static final class Product implements AutoCloseable {
    private final Connection connection;
    private final Delays delays;

    public Product(TestProgram program, Delays delays) {
      try {
        this.connection = program.product.dataSource().getConnection();
        connection.setAutoCommit(false);
      } catch (SQLException failed) {
        throw new IllegalStateException(failed);
      }
      this.delays = delays;
    }

    /** Brings an account back; false if its data does not come back. */
    public boolean reactivates(String id) {
      return reactivates(id, true);
    }

    /** What it must not do. */
    public boolean reactivatesWithoutAsking(String id) {
      return reactivates(id, false);
    }

    private boolean reactivates(String id, boolean asking) {
      try (Statement statement = connection.createStatement()) {
        boolean possible =
            answers(statement, "select true from account where id = %s for update", id);
        delays.here();
        possible =
            possible
                && (!asking || answers(statement, "select lapse_store.may_reactivate('%s')", id));
        delays.here();
        if (possible) {
          statement.execute("update account set state = 'active' where id = " + id);
          delays.here();
        }
        connection.commit();
        return possible;
      } catch (SQLException failed) {
        throw new IllegalStateException(failed);
      }
    }

    private static boolean answers(Statement statement, String sql, String id) throws SQLException {
      try (ResultSet answer = statement.executeQuery(sql.formatted(id))) {
        return answer.next() && answer.getBoolean(1);
      }
    }

    @Override
    public void close() {
      try {
        connection.close();
      } catch (SQLException failed) {
        throw new IllegalStateException(failed);
      }
    }
  }

  private static final class WithoutStore {
    /** Payment details are left alone: nothing but the erasure and the reactivation meet. */
    static final TestProgram PROGRAM =
        TestProgram.at(NOW)
            .product(TABLES)
            .sets(SETS)
            .file("remove-billing-details.yaml", "mode: observe\n")
            .open();
  }

  private static final class Opened {
    static final TestProgram PROGRAM =
        TestProgram.at(NOW).product(TABLES).sets(SETS).file("accounts.yaml", ACCOUNTS).open();
  }
}
