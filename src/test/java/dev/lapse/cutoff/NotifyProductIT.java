package dev.lapse.cutoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import dev.lapse.account.Account;
import dev.lapse.account.lifecycle.ReactivateAccount;
import dev.lapse.policy.JobName;
import dev.lapse.problem.ProblemType;
import dev.lapse.run.record.RunSummary;
import dev.lapse.testing.Checksums;
import dev.lapse.testing.Concurrently;
import dev.lapse.testing.Import;
import dev.lapse.testing.LapseTables;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A product that keeps its own flag is notified of cut-offs and reactivations. */
class NotifyProductIT {
  private static final String TABLES =
      """
      create table public.account (id bigint primary key, locked boolean not null default false);
      create table public.contact (id bigint primary key, account_id bigint references public.account);
      create table public.notified (number bigint generated always as identity, account text, what text, at timestamptz, contacts bigint);
      """;

  private static final String CATALOG =
      """
      stores:
        - name: product
          type: postgresql
          url: ${PRODUCT_DATABASE_URL}
          username: ${PRODUCT_DATABASE_USERNAME}
          password: ${PRODUCT_DATABASE_PASSWORD}
          accounts: public.account
          key: id
          on-cut-off: |
            with changed as (update public.account set locked = true where id = :account::bigint returning id)
            insert into public.notified (account, what, at, contacts)
            select id, 'cut-off', :at, (select count(*) from public.contact where account_id = changed.id) from changed;
          on-reactivation: |
            with changed as (update public.account set locked = false where id = :account::bigint)
            insert into public.notified (account, what, at) values (:account, 'reactivation', :at)
      sets:
        - {store: product, table: public.account, owned-by: id}
        - {store: product, table: public.contact, owned-by: account_id}
        - {store: product, table: public.notified, shared: true}
      """;

  /** What the administrator grants for the statements of the catalog. */
  private static final String FOR_STATEMENTS =
      """
      grant update (locked) on public.account to lapse_eraser;
      grant insert on public.notified to lapse_eraser;
      """;

  private static final String REFUSE_IN_PRODUCT =
      """
      create function public.refuse() returns trigger language plpgsql as $$
      begin
        raise exception 'account of %s', new.id;
      end $$;
      create trigger refuse before update on public.account
        for each row when (new.id = 2) execute function public.refuse();
      """;

  /** Fails when Lapse commits, when the stores have committed already: as a crash would. */
  private static final String CRASH_AT_COMMIT =
      """
      create function lapse.crash() returns trigger language plpgsql as $$
      begin
        raise exception 'crash';
      end $$;
      create constraint trigger crash after update of %s on lapse.account
        deferrable initially deferred for each row execute function lapse.crash();
      """;

  private static final String NO_CRASH = "drop function if exists lapse.crash cascade";

  private static TestProgram program;

  @BeforeAll
  static void open() {
    program =
        TestProgram.at(SharedProgram.NOW.toString())
            .product(TABLES)
            .catalog(CATALOG)
            .alsoGranting(FOR_STATEMENTS)
            .open();
  }

  @AfterAll
  static void close() {
    program.close();
  }

  @BeforeEach
  void fill() {
    program.clock.set(SharedProgram.NOW);
    program.lapse.run(NO_CRASH);
    LapseTables.empty(program.lapse);
    program.product.run(
        """
        drop function if exists public.refuse cascade;
        truncate public.account, public.contact, public.notified restart identity;
        insert into public.account (id) select generate_series(1, 4);
        insert into public.contact select a * 10, a from generate_series(1, 4) a;
        """);
  }

  @Test
  void notifiesOnceOfCutOffsAndOnlyForDueAccounts() {
    program.imports(Import.closed(1) + Import.active(2) + grace(3));

    assertThat(program.run(JobName.CUT_OFF).accounts().done()).isEqualTo(1);
    assertThat(locked()).containsExactly(1L);
    assertThat(notified()).containsExactly("1 cut-off 2026-11-10 00:00:00+00");
    rerun(JobName.CUT_OFF);
    assertThat(notified()).hasSize(1);
  }

  @Test
  void dryRunNotifiesNobody() {
    program.imports(Import.closed(1));
    Map<String, String> before = Checksums.ofSchema(program.inProduct(), "public");

    program.run(JobName.CUT_OFF, SharedProgram.NOW, true);
    program.run(JobName.PURGE, SharedProgram.NOW, true);

    assertThat(Checksums.ofSchema(program.inProduct(), "public")).isEqualTo(before);
  }

  @Test
  void accountWhoseStatementFailsFailsAloneAndIsRetried() {
    program.imports(Import.closed(1, 2, 3, 4));
    program.product.run(REFUSE_IN_PRODUCT);

    RunSummary run = program.run(JobName.CUT_OFF);

    assertThat(run.status()).isEqualTo("partial");
    assertThat(locked()).containsExactly(1L, 3L, 4L);
    assertThat(error())
        .isEqualTo(
            "'on-cut-off' failed in store 'product': an error raised by PL/pgSQL function refuse() line 3 (SQLSTATE P0001)");
    assertThat(cutOffAt()).containsExactly("1", "3", "4");
    program.product.run("drop function public.refuse cascade");
    assertThat(rerun(JobName.CUT_OFF).status()).isEqualTo("completed");
    assertThat(locked()).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void purgeAndExpiryNotifyOfOverdueCutOffBeforeErasing() {
    program.imports(Import.closed(1) + Import.expired(2));

    assertThat(program.run(JobName.PURGE).status()).isEqualTo("completed");
    assertThat(program.run(JobName.EXPIRE).status()).isEqualTo("completed");

    assertThat(
            program
                .inProduct()
                .sql("select contacts from notified order by account")
                .query(Long.class)
                .list())
        .containsExactly(1L, 1L);
    assertThat(count("public.account where id in (1, 2)")).isZero();
  }

  @Test
  void failedCutOffNotificationDelaysNoPurge() {
    program.imports(Import.closed(1, 2));
    program.product.run(REFUSE_IN_PRODUCT);

    assertThat(program.run(JobName.PURGE).status()).isEqualTo("completed");

    assertThat(notified()).containsExactly("1 cut-off 2026-11-10 00:00:00+00");
    assertThat(count("public.account where id in (1, 2)")).isZero();
    assertThat(cutOffAt()).containsExactly("1", "2");
  }

  @Test
  void purgeDoesNotRepeatTheCutOffNotification() {
    program.imports(Import.closed(1));
    program.run(JobName.CUT_OFF);

    program.run(JobName.PURGE);

    assertThat(notified()).hasSize(1);
  }

  @Test
  void notifiesOfReactivationEvenWithoutACutOff() {
    program.imports(Import.closed(1) + grace(2));
    program.run(JobName.CUT_OFF);

    reactivate("1");
    reactivate("2");

    assertThat(locked()).isEmpty();
    assertThat(notified())
        .contains("1 reactivation 2026-11-10 00:00:00+00", "2 reactivation 2026-11-10 00:00:00+00");
    assertThat(untold()).isZero();
  }

  @Test
  void refusesReactivationIfTheStoreCannotBeNotified() {
    program.imports(Import.closed(2));
    program.run(JobName.CUT_OFF);
    program.product.run(REFUSE_IN_PRODUCT);
    Map<String, Object> before = row("2");
    Map<String, String> product = Checksums.ofSchema(program.inProduct(), "public");

    assertThatThrownBy(() -> reactivate("2"))
        .isInstanceOfSatisfying(
            StoreNotificationFailed.class,
            refused -> assertThat(refused.problem().type()).isEqualTo(ProblemType.UNAVAILABLE))
        .hasMessageContaining("account '2' is not reactivated")
        .hasMessageContaining("nothing was changed, try again");

    assertThat(row("2")).isEqualTo(before);
    assertThat(Checksums.ofSchema(program.inProduct(), "public")).isEqualTo(product);
    assertThat(untold()).isZero();
    program.product.run("drop function public.refuse cascade");
    reactivate("2");
    assertThat(locked()).isEmpty();
  }

  @Test
  void nextRunUndoesAReactivationThatCrashedBetweenCommits() {
    program.imports(Import.closed(1));
    program.run(JobName.CUT_OFF);
    program.lapse.run(CRASH_AT_COMMIT.formatted("reactivated_at"));
    assertThatThrownBy(() -> reactivate("1")).hasStackTraceContaining("crash");
    assertThat(locked()).as("the product lets in who is cut off").isEmpty();
    assertThat(untold()).isEqualTo(1);
    program.lapse.run(NO_CRASH);

    rerun(JobName.CUT_OFF);

    assertThat(locked()).containsExactly(1L);
    assertThat(untold()).isZero();
  }

  @Test
  void reactivationThatCrashedBetweenCommitsSucceedsOnRetry() {
    program.imports(Import.closed(1));
    program.run(JobName.CUT_OFF);
    program.lapse.run(CRASH_AT_COMMIT.formatted("reactivated_at"));
    assertThatThrownBy(() -> reactivate("1")).hasStackTraceContaining("crash");
    program.lapse.run(NO_CRASH);

    reactivate("1");
    rerun(JobName.CUT_OFF);

    assertThat(locked()).isEmpty();
    assertThat(untold()).isZero();
  }

  @Test
  void notifiesAgainAfterACrashBetweenTheCommits() {
    program.imports(Import.closed(1));
    program.lapse.run(CRASH_AT_COMMIT.formatted("cut_off_at"));
    assertThat(program.run(JobName.CUT_OFF).status()).isEqualTo("failed");
    assertThat(locked()).containsExactly(1L);
    assertThat(cutOffAt()).isEmpty();
    program.lapse.run(NO_CRASH);

    assertThat(rerun(JobName.CUT_OFF).status()).isEqualTo("completed");

    assertThat(cutOffAt()).containsExactly("1");
    assertThat(notified()).hasSize(2);
  }

  @Test
  void reactivationWaitsForACutOffInProgress() throws Exception {
    program.imports(Import.closed(1));
    try (Connection product = program.product.dataSource().getConnection();
        Statement blocker = product.createStatement()) {
      product.setAutoCommit(false);
      blocker.execute("select from public.account where id = 1 for update");
      FutureTask<RunSummary> run = Concurrently.start(() -> program.run(JobName.CUT_OFF));
      Concurrently.awaitBlocked(program.inProduct(), "with changed as%");
      FutureTask<Account> back = Concurrently.start(() -> reactivate("1"));
      Concurrently.awaitBlocked(program.inLapse(), "select id%for update%");
      product.rollback();

      assertThat(Concurrently.result(run).status()).isEqualTo("completed");
      Concurrently.result(back);
    }
    assertThat(locked()).isEmpty();
    assertThat(notified()).hasSize(2);
    assertThat(notified().get(1)).startsWith("1 reactivation");
  }

  /** More than there are connections; each needs one, and the first one needs one more. */
  @Test
  void concurrentReactivationsDoNotBlockEachOther() throws SQLException {
    program.imports(Import.closed(1));
    program.run(JobName.CUT_OFF);
    HikariPoolMXBean pool = program.get(HikariDataSource.class).getHikariPoolMXBean();

    List<FutureTask<String>> asking = new ArrayList<>();
    try (Connection other = program.lapse.dataSource().getConnection()) {
      other.setAutoCommit(false);
      other.createStatement().execute("select from lapse.account where id = '1' for update");
      for (int i = 0; i < 40; i++) {
        asking.add(Concurrently.start(this::stateAfterReactivation));
      }
      Awaitility.await().until(() -> pool.getThreadsAwaitingConnection() > 0);
      other.rollback();
    }

    assertThat(asking.stream().map(Concurrently::result).distinct())
        .containsExactlyInAnyOrder("active", "RefusedByRule");
    assertThat(untold()).isZero();
  }

  private String stateAfterReactivation() {
    try {
      return reactivate("1").state().text();
    } catch (RuntimeException refused) {
      return refused.getClass().getSimpleName();
    }
  }

  private Account reactivate(String id) {
    return program
        .get(ReactivateAccount.class)
        .reactivate(id, false, "test", program.clock.instant());
  }

  private static RunSummary rerun(JobName job) {
    program.clock.advance(Duration.ofDays(1));
    return program.run(job);
  }

  private static String grace(long id) {
    return Import.line(
        String.valueOf(id), "\"state\":\"closed\",\"lapsedAt\":\"2026-11-09T00:00:00Z\"");
  }

  private static List<Long> locked() {
    return program
        .inProduct()
        .sql("select id from public.account where locked order by id")
        .query(Long.class)
        .list();
  }

  private static List<String> notified() {
    return program
        .inProduct()
        .sql(
            "select account || ' ' || what || ' ' || (at at time zone 'UTC') || '+00' from public.notified order by number")
        .query(String.class)
        .list();
  }

  private static long count(String from) {
    return program.inProduct().sql("select count(*) from " + from).query(Long.class).single();
  }

  private static long untold() {
    return program.inLapse().sql("select count(*) from lapse.untold").query(Long.class).single();
  }

  private static List<String> cutOffAt() {
    return program
        .inLapse()
        .sql("select id from lapse.account where cut_off_at is not null order by id")
        .query(String.class)
        .list();
  }

  private static Map<String, Object> row(String id) {
    return program
        .inLapse()
        .sql("select * from lapse.account where id = :id")
        .param("id", id)
        .query()
        .singleRow();
  }

  private static String error() {
    return program
        .inLapse()
        .sql("select reason from lapse.plan_item where outcome = 'failed'")
        .query(String.class)
        .single();
  }
}
