package dev.lapse.erase;

import static dev.lapse.testing.SharedProgram.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lapse.account.AccountsWithoutLock;
import dev.lapse.account.AnnounceChanges;
import dev.lapse.account.DueAccount;
import dev.lapse.account.Outcome;
import dev.lapse.account.RefusedByRule;
import dev.lapse.account.RowCounts;
import dev.lapse.account.lifecycle.Holds;
import dev.lapse.account.lifecycle.ReactivateAccount;
import dev.lapse.account.lifecycle.RecordLapse;
import dev.lapse.clock.DueClock;
import dev.lapse.clock.Timestamps;
import dev.lapse.erase.store.KeptRows;
import dev.lapse.erase.store.Pause;
import dev.lapse.erase.store.PreparedStores;
import dev.lapse.erase.store.Product;
import dev.lapse.erase.verify.RecordOutcomes;
import dev.lapse.erase.verify.VerificationResult;
import dev.lapse.erase.verify.VerifyErasure;
import dev.lapse.evidence.EvidenceLog;
import dev.lapse.source.StoreRecheck;
import dev.lapse.testing.Concurrently;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionOperations;

/** Of an erasure and a change of the account, one comes first, and the other knows. */
class ClaimIT {
  private final Product product =
      new Product(
          """
          create table account (id bigint primary key);
          create table contact (account_id bigint);
          insert into account select generate_series(1, 100);
          insert into contact select 1 + i % 100 from generate_series(1, 300) i;
          """,
          "table: public.account, owned-by: id", "table: public.contact, owned-by: account_id");
  private final TestProgram program = product.program;
  private final ReactivateAccount reactivate = program.get(ReactivateAccount.class);
  private final PreparedStores prepared = product.prepared();

  @BeforeEach
  void close() {
    product.imports("1");
  }

  @AfterEach
  void closeProduct() {
    product.close();
  }

  @Test
  void reactivationBeforeTheClaimKeepsEveryRow() {
    reactivate.reactivate("1", false, "test", NOW);

    assertSkipped("reactivated");
  }

  /** Who looked before the deletion saw an account that was due. */
  @Test
  void reactivationWhileRowsAreDeletedKeepsThem() throws SQLException {
    try (Connection holder = product.connect();
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("select from contact where account_id = 1 for update");
      FutureTask<Map<String, Outcome>> erasing =
          Concurrently.start(() -> product.act(prepared, false, "1"));
      Concurrently.awaitBlocked(product.jdbc(), "with%");
      reactivate.reactivate("1", false, "test", NOW);
      holder.commit();

      assertThat(Concurrently.result(erasing))
          .isEqualTo(Map.of("1", new Outcome.Skipped("reactivated")));
    }
    assertThat(product.count("account")).isEqualTo(100);
    assertThat(product.count("contact")).isEqualTo(300);
  }

  @Test
  void holdBetweenPlanAndActKeepsEveryRow() {
    program.get(Holds.class).place("1", "court", "case 1", null, "test", NOW);

    assertSkipped("on hold: court");
  }

  @Test
  void newLapseBetweenPlanAndActKeepsEveryRow() {
    reactivate.reactivate("1", false, "test", NOW.minusSeconds(86_400 * 9));
    program.get(RecordLapse.class).close("1", null, "test", NOW.minusSeconds(86_400 * 8));

    assertSkipped("lapsed again since it was planned");
  }

  @Test
  void nothingIsDoneEarlyWhenTheClockGoesBack() {
    program.clock.set(Instant.parse("2026-11-05T23:59:59.999999Z"));

    assertSkipped("not due before 2026-11-06T00:00:00Z");
  }

  @Test
  void reactivationAfterTheClaimIsRefusedUntilTheDataIsGone() throws InterruptedException {
    CountDownLatch claimed = new CountDownLatch(1);
    CountDownLatch goesOn = new CountDownLatch(1);
    product.erasedBy(afterEachClaim(claimed, goesOn));
    FutureTask<Map<String, Outcome>> erasing =
        Concurrently.start(() -> product.act(prepared, false, "1"));
    assertThat(claimed.await(30, TimeUnit.SECONDS)).isTrue();

    assertThat(rule(false)).isEqualTo("past-point-of-no-return");
    assertThat(rule(true)).isEqualTo("being-erased");
    assertThat(lastEvidence()).isEqualTo("erasure-intent");
    assertThat(product.count("contact where account_id = 1")).isEqualTo(3);
    goesOn.countDown();
    Map<String, Outcome> acted = Concurrently.result(erasing);
    VerificationResult verificationResult =
        program
            .get(VerifyErasure.class)
            .verify(product.context(), prepared, List.copyOf(acted.keySet()));
    program
        .get(RecordOutcomes.class)
        .verified(product.context(), verificationResult, List.of(new DueAccount("1", 1, NOW)), NOW);

    assertThat(rule(false)).isEqualTo("past-point-of-no-return");
    assertThat(reactivate.reactivate("1", true, "test", NOW).pointOfNoReturnAt()).isNull();
  }

  @Test
  void outcomeHasRowsBySetAndNoNames() {
    VerificationResult verificationResult =
        new VerificationResult(
            product.erase("1"), new RowCounts(), new RowCounts(), KeptRows.NOTHING);
    program
        .get(RecordOutcomes.class)
        .verified(product.context(), verificationResult, List.of(new DueAccount("1", 1, NOW)), NOW);

    assertThat(
            program
                .inLapse()
                .sql(
                    """
                    select detail ->> 'rows' from lapse.evidence
                    where account_id = '1' and kind = 'erasure-outcome'
                    order by number desc limit 1
                    """)
                .query(String.class)
                .single())
        .isEqualTo("{\"product.public.account\": 1, \"product.public.contact\": 3}");
    assertThat(
            program
                .inLapse()
                .sql("select string_agg(e::text, '') from lapse.evidence e")
                .query(String.class)
                .single())
        .doesNotContain("name 1");
    assertThat(program.inLapse().sql("select name from lapse.account").query(String.class).list())
        .containsOnlyNulls();
  }

  @Test
  void reactivationAndErasureAtOnceEndWithAllRowsOrNone() throws InterruptedException {
    long seed = 20_261_110;
    Random random = new Random(seed);
    int erased = 0;
    for (int account = 2; account <= 51; account++) {
      String id = String.valueOf(account);
      product.imports(id);
      CountDownLatch go = new CountDownLatch(1);
      int head = random.nextInt(40_000_000) - 5_000_000;
      FutureTask<Boolean> comesBack =
          Concurrently.start(
              () -> {
                go.await();
                spin(head);
                return comesBack(id);
              });
      go.countDown();
      spin(-head);
      product.act(prepared, false, id);
      boolean active = Concurrently.result(comesBack);

      assertThat(product.count("contact where account_id = " + id))
          .as("seed %d, account %s", seed, id)
          .isEqualTo(active ? 3 : 0);
      assertThat(product.count("account where id = " + id)).isEqualTo(active ? 1 : 0);
      erased += active ? 0 : 1;
    }
    assertThat(erased).as("both come first now and then").isBetween(1, 49);
  }

  @Test
  void withoutTheLockAnActiveAccountWouldBeErased() {
    Runnable comesBack = () -> Concurrently.result(Concurrently.start(() -> comesBack("1")));
    eraseWithoutLock(comesBack);

    assertThat(
            program.inLapse().sql("select state from lapse.account").query(String.class).single())
        .isEqualTo("active");
    assertThat(product.count("contact where account_id = 1")).isZero();
  }

  /** What may be done was decided by a deadline that is not the one that is stored. */
  @Test
  void erasureBeforeTheStoredDeadlineIsWrittenDownAsEarly() {
    JdbcClient jdbc = program.get(JdbcClient.class);
    Runnable later =
        () ->
            jdbc.sql("update lapse.account set purge_due = :due where id = '1'")
                .param("due", Timestamps.parameter(SharedProgram.NOW.plusSeconds(1)))
                .update();
    eraseWithoutLock(later);

    assertThat(
            program
                .inLapse()
                .sql(
                    """
                    select concat_ws('|', account_id, action, due_at - acted_at)
                    from lapse.early_action
                    """)
                .query(String.class)
                .list())
        .containsExactly("1|erasure|00:00:01");
  }

  private void assertSkipped(String reason) {
    assertThat(product.act(prepared, false, "1"))
        .isEqualTo(Map.of("1", new Outcome.Skipped(reason)));
    assertThat(product.count("contact where account_id = 1")).isEqualTo(3);
    assertThat(
            program
                .inLapse()
                .sql("select count(*) from lapse.account where point_of_no_return_at is not null")
                .query(Long.class)
                .single())
        .isZero();
  }

  /** Erases with a pause between the point of no return and the commit of the deletion. */
  private EraseAccounts afterEachClaim(CountDownLatch claimed, CountDownLatch goesOn) {
    TransactionOperations transaction = program.get(TransactionOperations.class);
    return new EraseAccounts(
        program.get(ClaimErasure.class),
        new TransactionOperations() {
          @Override
          public <T> T execute(TransactionCallback<T> action) {
            T result = transaction.execute(action);
            claimed.countDown();
            try {
              goesOn.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException interrupted) {
              throw new IllegalStateException(interrupted);
            }
            return result;
          }
        },
        program.clock,
        Pause.UNIT);
  }

  private boolean comesBack(String id) {
    try {
      reactivate.reactivate(id, false, "test", NOW);
      return true;
    } catch (RefusedByRule past) {
      return false;
    }
  }

  private String rule(boolean withoutData) {
    return catchThrowableOfType(
            RefusedByRule.class, () -> reactivate.reactivate("1", withoutData, "test", NOW))
        .rule();
  }

  private String lastEvidence() {
    return program
        .inLapse()
        .sql("select kind from lapse.evidence where account_id = '1' order by number desc limit 1")
        .query(String.class)
        .single();
  }

  private static void spin(long nanos) {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  /**
   * @param meanwhile happens between the check of the account and the claim
   */
  private void eraseWithoutLock(Runnable meanwhile) {
    JdbcClient jdbc = program.get(JdbcClient.class);
    product
        .erasedBy(
            new EraseAccounts(
                new ClaimErasure(
                    jdbc,
                    new AccountsWithoutLock(jdbc, meanwhile),
                    program.get(EvidenceLog.class),
                    program.get(AnnounceChanges.class),
                    program.get(StoreRecheck.class),
                    program.get(DueClock.class)),
                program.get(TransactionOperations.class),
                program.clock,
                Pause.UNIT))
        .act(prepared, false, "1");
  }
}
