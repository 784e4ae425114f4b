package dev.lapse.testing;

import java.time.Instant;
import java.util.Map;

/**
 * One program for all tests that need no files of their own: opening one takes seconds. The purge
 * has no limit, the expiry one of two accounts.
 *
 * <p>Every contact has a tag, by a path; a note answers a note; attachments belong to contacts or
 * to accounts; invoices are kept; reviews lose their author.
 */
public final class SharedProgram {
  /** The present of every test until it sets the clock. */
  public static final Instant NOW = Instant.parse("2026-11-10T00:00:00Z");

  public static final String TABLES =
      """
      create table public.account (id bigint primary key, name text);
      create table public.contact (id bigint primary key, account_id bigint references public.account, email text);
      create table public.contact_tag (contact_id bigint references public.contact, tag text);
      create table public.note (
        id bigint primary key, account_id bigint references public.account, answers bigint references public.note
      );
      create table public.attachment (record_type text, record_id text, file text);
      create table public.card (id bigint primary key, account_id bigint references public.account);
      create table public.invoice (id bigint primary key, account_id bigint, total int);
      create table public.review (id bigint primary key, account_id bigint, author text, stars int);
      create table public.country (code text primary key);
      create function public.refuse() returns trigger language plpgsql as $$
      begin
        raise exception 'contact % must stay', old.email using errcode = '23001', detail = old.email;
      end $$;
      create trigger refuse before delete on public.contact
        for each row when (old.account_id < 0) execute function public.refuse();
      create index on public.contact (account_id);
      create index on public.contact_tag (contact_id);
      insert into public.country values ('FR'), ('DE');
      """;

  public static final String SETS =
      """
      - {store: product, table: public.account, owned-by: id}
      - {store: product, table: public.contact, owned-by: account_id, accepts: [refuse]}
      - {store: product, table: public.contact_tag, owned-by: contact_id -> public.contact.id}
      - {store: product, table: public.note, owned-by: account_id}
      - store: product
        table: public.attachment
        owned-by:
          - "record_id -> public.contact.id where record_type = 'Contact'"
          - "record_id -> public.account.id where record_type = 'Account'"
      - {store: product, table: public.card, owned-by: account_id, billing: true}
      - {store: product, table: public.invoice, owned-by: account_id, keep: {why: tax law, for: P10Y}, label: {en: invoices, fr: factures}}
      - {store: product, table: public.review, owned-by: account_id, anonymize: {author: null}}
      - {store: product, table: public.country, shared: true}
      """;

  /** Rows that go with each account of {@link #withAccounts}. */
  public static final long ROWS_PER_ACCOUNT = 1 + 3 + 3 + 2 + 4 + 1 + 1;

  private static final String ROWS =
      """
      insert into public.account select a, 'name ' || a from generate_series(1, :n) a;
      insert into public.contact
      select a * 10 + i, a, 'who' || a || '-' || i || '@example.org' from generate_series(1, :n) a, generate_series(1, 3) i;
      insert into public.contact_tag select id, 'red' from public.contact;
      insert into public.note select a * 10, a, null from generate_series(1, :n) a;
      insert into public.note select a * 10 + 1, a, a * 10 from generate_series(1, :n) a;
      insert into public.attachment select 'Contact', id, 'photo' from public.contact;
      insert into public.attachment select 'Account', id, 'logo' from public.account;
      insert into public.card select a, a from generate_series(1, :n) a;
      insert into public.invoice select a, a, 100 from generate_series(1, :n) a;
      insert into public.review select a, a, 'author ' || a, 5 from generate_series(1, :n) a;
      """;

  private SharedProgram() {}

  /** The program at {@link #NOW}, knowing no account, on a product with accounts 1 to n. */
  public static TestProgram withAccounts(int n) {
    TestProgram program = knowingNothing();
    fill(program, n);
    return program;
  }

  /** Recreates the product of a program, with accounts 1 to n. */
  public static void fill(TestProgram program, int n) {
    fill(program, n, "");
  }

  /** The same, with more tables that the program's catalog names. */
  public static void fill(TestProgram program, int n, String more) {
    anew(program, TABLES + ROWS.replace(":n", String.valueOf(n)) + more);
  }

  /** Recreates the product of a program, with the same tables, and grants once more. */
  public static void anew(TestProgram program, String sql) {
    program.product.run(
        "drop schema public cascade; create schema public;"
            + "truncate lapse_store.progress, lapse_store.captured, lapse_store.point_of_no_return;"
            + sql);
    program.product.tidied();
    program.grantAgain();
  }

  /**
   * A program at {@link #NOW} as if it had just been opened with these tables and files, in a
   * fraction of the time. Only for a program that does not serve.
   */
  public static TestProgram reopened(TestProgram program, String sql, Map<String, String> files) {
    anew(program, sql);
    LapseTables.emptyWithEvidence(program.lapse);
    program.clock.set(NOW);
    return program.restartedWith(files);
  }

  /** The program at {@link #NOW}, knowing no account, on whatever product is there. */
  public static TestProgram knowingNothing() {
    Opened.PROGRAM.clock.set(NOW);
    LapseTables.empty(Opened.PROGRAM.lapse);
    return Opened.PROGRAM;
  }

  private static final class Opened {
    static final TestProgram PROGRAM =
        TestProgram.at(NOW.toString())
            .product(TABLES)
            .sets(SETS)
            .file(
                "purge.yaml",
                """
                mode: enforce
                limits: {accounts: 100000, percent-of-accounts: 100}
                window: "06:00"
                parallelism: 2
                throttle: {chunk-millis: 10}
                """)
            .file(
                "expire.yaml",
                "mode: enforce\nlimits: {accounts: 2, percent-of-accounts: 100}\nparallelism: 2\n")
            .open();
  }
}
