package dev.lapse.erase;

import static dev.lapse.source.StoreProgram.account;
import static dev.lapse.source.StoreProgram.count;
import static dev.lapse.source.StoreProgram.evidence;
import static dev.lapse.source.StoreProgram.lastEvidence;
import static dev.lapse.source.StoreProgram.markers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.lapse.account.Outcome;
import dev.lapse.account.RunContext;
import dev.lapse.catalog.live.StoreUnreachable;
import dev.lapse.erase.store.DescribeStoreError;
import dev.lapse.erase.store.Pause;
import dev.lapse.erase.store.PrepareStores;
import dev.lapse.erase.store.TransactionSize;
import dev.lapse.plan.Throttle;
import dev.lapse.policy.AccountState;
import dev.lapse.policy.JobName;
import dev.lapse.run.record.RunSummary;
import dev.lapse.source.LockedInStore;
import dev.lapse.source.ReadAccounts;
import dev.lapse.source.StoreProgram;
import dev.lapse.source.StoreRecheck;
import dev.lapse.testing.Concurrently;
import dev.lapse.testing.Delays;
import dev.lapse.testing.TestProgram;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionOperations;

/** The store in which accounts live is asked again before anything is done to them. */
class ClaimInStoreIT {
  private final TestProgram program = StoreProgram.withClosed(3);
  private final long before = lastEvidence(program);

  @Test
  void limitedRoleDoesNotWaitForItselfWhereKeysToAccountsCascade() {
    String cascading =
        StoreProgram.TABLES.replace(
            "account_id bigint references public.account, contact_id",
            "account_id bigint references public.account on delete cascade, contact_id");
    try (TestProgram program =
        TestProgram.at(StoreProgram.NOW)
            .product(cascading + StoreProgram.closed(1, 1))
            .sets(StoreProgram.SETS)
            .file("accounts.yaml", StoreProgram.ACCOUNTS)
            .asLimitedRole()
            .open()) {
      assertThat(program.run(JobName.PURGE).status()).isEqualTo("completed");
    }
  }

  @Test
  void reactivationBetweenPlanAndClaimKeepsEveryRow() throws SQLException {
    RunSummary run = whileTheClaimWaits("update account set state = 'active' where id = 1");

    assertThat(run.accounts()).isEqualTo(new RunSummary.AccountCounts(3, 2, 1, 0));
    assertThat(run.reasons()).containsOnlyKeys("skipped: reactivated");
    assertThat(count(program, "contact where account_id = 1")).isEqualTo(2);
    assertThat(account(program, "1").state()).isEqualTo(AccountState.ACTIVE);
    assertThat(markers(program)).containsExactly("2", "3");
    assertThat(evidence(program, "1", before))
        .as("the overdue cut-off comes before the purge and so before the reactivation")
        .containsExactly("lapsed store:product", "cut-off test", "reactivated store:product");
  }

  @Test
  void laterLapseBetweenPlanAndClaimIsNotDue() throws SQLException {
    RunSummary run =
        whileTheClaimWaits("update account set lapsed_at = '2026-11-09T00:00:00Z' where id = 1");

    assertThat(run.reasons()).containsOnlyKeys("skipped: lapsed again since it was planned");
    assertThat(count(program, "contact where account_id = 1")).isEqualTo(2);
    assertThat(markers(program)).containsExactly("2", "3");
  }

  @Test
  void choiceToKeepTheDataBetweenPlanAndClaimKeepsIt() throws SQLException {
    RunSummary run =
        whileTheClaimWaits("update account set state = 'paused', retain_data = true where id = 1");

    assertThat(run.accounts()).isEqualTo(new RunSummary.AccountCounts(3, 2, 1, 0));
    assertThat(count(program, "contact where account_id = 1")).isEqualTo(2);
  }

  @Test
  void rowThatCannotBeReadAtTheClaimFailsAlone() throws SQLException {
    RunSummary run = whileTheClaimWaits("update account set kind = 'gold' where id = 1");

    assertThat(run.status()).isEqualTo("partial");
    assertThat(run.reasons())
        .containsOnlyKeys("failed: 'kind' is 'gold', but must be one of direct, trial, resold");
    assertThat(count(program, "contact where account_id = 1")).isEqualTo(2);
    assertThat(evidence(program, "1", before)).endsWith("erasure-failed test");
  }

  @Test
  void skipsAccountThatWasUnreadableAtTheStart() throws SQLException {
    program.run(JobName.PURGE, program.clock.instant(), true);
    program.product.run("update account set kind = 'gold' where id = 2");

    RunSummary run = whileTheClaimWaits("update account set kind = 'direct' where id = 2");

    assertThat(run.accounts()).isEqualTo(new RunSummary.AccountCounts(3, 2, 0, 1));
    assertThat(count(program, "contact where account_id = 2")).isEqualTo(2);
  }

  @Test
  void accountMissingInTheStoreFailsInRehearsalsToo() {
    program.run(JobName.PURGE, program.clock.instant(), true);
    program.product.run(
        "alter table contact drop constraint contact_account_id_fkey; alter table deal drop constraint deal_account_id_fkey;"
            + "alter table card drop constraint card_account_id_fkey; delete from account where id = 1");

    for (boolean dryRun : List.of(true, false)) {
      RunSummary run = program.run(JobName.PURGE, program.clock.instant(), dryRun);

      assertThat(run.accounts()).isEqualTo(new RunSummary.AccountCounts(3, 2, 0, 1));
      assertThat(run.reasons())
          .containsOnlyKeys(
              "failed: store 'product' no longer has the account: if the product deleted it, 'lapse account vouch ID --reason TEXT' has what is left of it erased");
      assertThat(count(program, "contact where account_id = 1")).isEqualTo(2);
    }
  }

  @Test
  void productIsRefusedFromTheMarkerOnWithoutWaiting() throws SQLException {
    try (Connection other = program.lapse.dataSource().getConnection();
        StoreProgram.Product product = new StoreProgram.Product(program, new Delays(1))) {
      other.setAutoCommit(false);
      program.run(JobName.CUT_OFF);
      other.createStatement().execute("lock table lapse.evidence in share mode");
      FutureTask<RunSummary> running = Concurrently.start(() -> program.run(JobName.PURGE));
      // the claim: after the marker of the store, and before its own commit
      Concurrently.awaitBlocked(program.inLapse(), "%insert into lapse.evidence%");

      assertThat(product.reactivates("1")).isFalse();
      assertThat(count(program, "contact where account_id = 1")).isEqualTo(2);
      other.rollback();
      assertThat(Concurrently.result(running).status()).isEqualTo("completed");
    }
  }

  @Test
  void markerIsAskedForInReadCommittedOnly() throws SQLException {
    program.get(ReadAccounts.class).sync("main", true);
    try (Connection product = program.product.dataSource().getConnection()) {
      product.setAutoCommit(false);
      product.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      assertThatThrownBy(
              () -> product.createStatement().execute("select lapse_store.may_reactivate('1')"))
          .hasMessageContaining("READ COMMITTED, not REPEATABLE READ");
    }
  }

  @Test
  void nextRunResumesAfterACrashBetweenMarkerAndCommit() {
    crashAfterTheMarker();
    try (StoreProgram.Product product = new StoreProgram.Product(program, new Delays(1))) {
      assertThat(markers(program)).containsExactly("1", "2", "3");
      assertThat(account(program, "1").pointOfNoReturnAt()).isNull();
      assertThat(count(program, "contact")).isEqualTo(6);
      assertThat(evidence(program, "1", before)).containsExactly("lapsed store:product");
      assertThat(product.reactivates("1")).as("the marker stands").isFalse();
    }

    RunSummary next = program.run(JobName.PURGE);

    assertThat(next.accounts()).isEqualTo(new RunSummary.AccountCounts(3, 3, 0, 0));
    assertThat(count(program, "contact")).isZero();
    assertThat(markers(program)).containsExactly("1", "2", "3");
    assertThat(evidence(program, "1", before))
        .containsExactly(
            "lapsed store:product", "cut-off test", "erasure-intent test", "erasure-outcome test");
  }

  @Test
  void markerOfACrashIsRemovedIfTheAccountStays() {
    crashAfterTheMarker();
    program
        .get(dev.lapse.account.lifecycle.Holds.class)
        .place("1", "legal", "case", null, "test", program.clock.instant());

    program.run(JobName.PURGE);

    assertThat(markers(program)).containsExactly("2", "3");
    try (StoreProgram.Product product = new StoreProgram.Product(program, new Delays(1))) {
      assertThat(product.reactivates("1")).isTrue();
    }
  }

  @Test
  void resumesErasureAfterTheStoreLostTheAccount() {
    program.run(JobName.PURGE, program.clock.instant(), true);
    program.lapse.run(
        "update lapse.account set point_of_no_return_at = '2026-11-09T00:00:00Z', cut_off_at = '2026-11-09T00:00:00Z' where id = '1'");
    program.product.run(
        "alter table contact drop constraint contact_account_id_fkey; alter table deal drop constraint deal_account_id_fkey;"
            + "alter table card drop constraint card_account_id_fkey; delete from account where id = 1");

    RunSummary run = program.run(JobName.PURGE);

    assertThat(run.accounts()).isEqualTo(new RunSummary.AccountCounts(3, 3, 0, 0));
    assertThat(count(program, "contact where account_id = 1")).isZero();
  }

  @Test
  void cardThatIsEnteredWhileCardsAreRemovedSurvives() throws SQLException {
    FutureTask<RunSummary> removing;
    FutureTask<Boolean> comingBack;
    try (Connection other = program.product.dataSource().getConnection()) {
      other.setAutoCommit(false);
      other.createStatement().execute("lock table card in share mode");
      removing = Concurrently.start(() -> program.run(JobName.REMOVE_BILLING_DETAILS));
      Concurrently.awaitBlocked(program.inProduct(), "%delete from%card%");
      comingBack =
          Concurrently.start(
              () -> {
                try (StoreProgram.Product product =
                    new StoreProgram.Product(program, new Delays(1))) {
                  boolean back = product.reactivates("1");
                  program.product.run("insert into card values (100, 1)");
                  return back;
                }
              });
      Concurrently.awaitBlocked(program.inProduct(), "%from account%for update%");
      other.rollback();
    }
    assertThat(Concurrently.result(removing).rows()).isEqualTo(3);
    assertThat(Concurrently.result(comingBack)).isTrue();
    assertThat(count(program, "card where account_id = 1")).isEqualTo(1);
  }

  @Test
  void cutOffAsksAgain() throws SQLException {
    program.run(JobName.PURGE, program.clock.instant(), true);
    FutureTask<RunSummary> running;
    try (Connection other = program.lapse.dataSource().getConnection()) {
      other.setAutoCommit(false);
      other.createStatement().execute("select from lapse.account where id = '1' for update");
      running = Concurrently.start(() -> program.run(JobName.CUT_OFF));
      Concurrently.awaitBlocked(program.inLapse(), "%lapse.account%for update%");
      program.product.run("update account set state = 'active' where id = 1");
      other.rollback();
    }
    assertThat(Concurrently.result(running).accounts())
        .isEqualTo(new RunSummary.AccountCounts(3, 2, 1, 0));
    assertThat(account(program, "1").state()).isEqualTo(AccountState.ACTIVE);
  }

  /** Holds the row in the product until the purge waits for it, and changes it then. */
  private RunSummary whileTheClaimWaits(String change) throws SQLException {
    FutureTask<RunSummary> running;
    try (Connection product = program.product.dataSource().getConnection()) {
      product.setAutoCommit(false);
      product.createStatement().execute("select from account where id = 1 for update");
      running = Concurrently.start(() -> program.run(JobName.PURGE));
      Concurrently.awaitBlocked(program.inProduct(), "%\"account\"%");
      product.createStatement().execute(change);
      product.commit();
    }
    return Concurrently.result(running);
  }

  @Test
  void waitsForALockedRowNoLongerThanConfigured() throws SQLException {
    program.run(JobName.PURGE, program.clock.instant(), true);
    try (Connection product = program.product.dataSource().getConnection()) {
      product.setAutoCommit(false);
      product.createStatement().execute("select from account where id = 1 for update");

      assertTimeout(
          Duration.ofSeconds(4), // a connection waits for five seconds by default
          () ->
              assertThatThrownBy(
                      () ->
                          program
                              .get(StoreRecheck.class)
                              .lockForErasure(
                                  List.of(account(program, "1")),
                                  Duration.ofMillis(1),
                                  program.clock.instant()))
                  .isInstanceOfSatisfying(
                      StoreUnreachable.class, failed -> assertThat(failed.isLocked()).isTrue())
                  .satisfies(failed -> assertThat(DescribeStoreError.isLocked(failed)).isTrue()));
    }
  }

  @Test
  void connectionThatIsLostWhileItWaitsIsNamedAsTheCause() throws SQLException {
    program.run(JobName.PURGE, program.clock.instant(), true);
    FutureTask<LockedInStore> locking;
    try (Connection product = program.product.dataSource().getConnection()) {
      product.setAutoCommit(false);
      product.createStatement().execute("select from account where id = 1 for update");
      locking =
          Concurrently.start(
              () ->
                  program
                      .get(StoreRecheck.class)
                      .lockForErasure(
                          List.of(account(program, "1")),
                          Duration.ofSeconds(20),
                          program.clock.instant()));
      Concurrently.awaitBlocked(program.inProduct(), "%\"account\"%");
      program.product.run(
          """
          select pg_terminate_backend(pid, 5000)
          from pg_stat_activity
          where wait_event_type = 'Lock' and datname = current_database()
          """);
    }

    assertThatThrownBy(() -> Concurrently.result(locking))
        .isInstanceOf(StoreUnreachable.class)
        .hasMessageContaining("57P01")
        .satisfies(failed -> assertThat(DescribeStoreError.isConnection(failed)).isTrue());
  }

  @Test
  void claimThatWaitsInLapseReleasesTheStoresRows() throws SQLException {
    program.run(JobName.CUT_OFF);
    FutureTask<RunSummary> running;
    try (Connection lapse = program.lapse.dataSource().getConnection();
        Connection product = program.product.dataSource().getConnection()) {
      lapse.setAutoCommit(false);
      lapse.createStatement().execute("select from lapse.account where id = '1' for update");
      running = Concurrently.start(() -> program.run(JobName.PURGE));
      Concurrently.awaitBlocked(program.inLapse(), "%lapse.account%for update%");
      product.setAutoCommit(false);
      product.createStatement().execute("set local lock_timeout = '3s'");

      product.createStatement().execute("select from contact where account_id = 1 for update");

      product.rollback();
      lapse.rollback();
    }
    assertThat(Concurrently.result(running).accounts().done()).isEqualTo(3);
  }

  private void crashAfterTheMarker() {
    program.run(JobName.PURGE, program.clock.instant(), true);
    TransactionOperations transaction = program.get(TransactionOperations.class);
    TransactionOperations crashing =
        new TransactionOperations() {
          @Override
          public <T> T execute(TransactionCallback<T> action) {
            return transaction.execute(
                status -> {
                  action.doInTransaction(status);
                  throw new IllegalStateException("the process dies here");
                });
          }
        };
    Map<String, Outcome> outcomes =
        new EraseAccounts(program.get(ClaimErasure.class), crashing, program.clock, Pause.UNIT)
            .erase(
                new RunContext(
                    1,
                    UUID.randomUUID(),
                    JobName.PURGE,
                    "main",
                    program.clock.instant(),
                    "test",
                    "catalog",
                    500,
                    0,
                    Throttle.LOCK_TIMEOUT,
                    () -> true),
                program.get(PrepareStores.class).forErasure("main"),
                new Batch(
                    java.util.stream.Stream.of("1", "2", "3")
                        .map(id -> new dev.lapse.account.DueAccount(id, 1, program.clock.instant()))
                        .toList(),
                    0,
                    false,
                    new TransactionSize(500)));
    assertThat(outcomes.values()).hasOnlyElementsOfType(Outcome.Failed.class);
  }
}
