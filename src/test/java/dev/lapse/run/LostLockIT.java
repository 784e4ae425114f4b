package dev.lapse.run;

import static dev.lapse.testing.SharedProgram.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.account.DueAccount;
import dev.lapse.erase.store.PreparedStores;
import dev.lapse.erase.store.RunLockLost;
import dev.lapse.plan.AllJobSettings;
import dev.lapse.policy.JobName;
import dev.lapse.run.record.RunLock;
import dev.lapse.run.record.RunSummary;
import dev.lapse.run.record.Runs;
import dev.lapse.run.record.StopCause;
import dev.lapse.testing.Concurrently;
import dev.lapse.testing.Import;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Another process may have taken over a run whose lock is lost: this one records nothing. */
class LostLockIT {
  private final TestProgram program = SharedProgram.withAccounts(3);
  private final StartRun start = program.get(StartRun.class);

  @BeforeEach
  void importAll() {
    program.imports(Import.closed(1, 2, 3));
  }

  @Test
  void takesNoAccountPastThePointOfNoReturn() throws SQLException {
    FutureTask<RunSummary> running;
    try (Connection holder = program.product.dataSource().getConnection()) {
      holder.setAutoCommit(false);
      holder.createStatement().execute("lock table contact in share mode");
      running = Concurrently.start(() -> start.start(Request.of(JobName.PURGE).get()));
      Concurrently.awaitBlocked(program.inProduct(), "%delete from%contact%");
      loseTheLock();
    }

    assertThat(Concurrently.result(running).status()).isEqualTo("failed");
    assertThat(accounts("point_of_no_return_at is not null")).isZero();
    assertThat(program.inProduct().sql("select count(*) from contact").query(Long.class).single())
        .isEqualTo(9);
  }

  @Test
  void recordsNoOutcomeOfWhatItVerifiedMeanwhile() throws SQLException {
    program.product.run(
        """
        create materialized view shown as select id from contact;
        alter materialized view shown owner to lapse_eraser;
        """);
    FutureTask<RunSummary> running;
    try (Connection holder = program.product.dataSource().getConnection()) {
      holder.setAutoCommit(false);
      holder.createStatement().execute("select from shown");
      running = Concurrently.start(() -> start.start(Request.of(JobName.PURGE).get()));
      Concurrently.awaitBlocked(program.inProduct(), "refresh%");
      loseTheLock();
    }

    assertThat(Concurrently.result(running).status()).isEqualTo("failed");
    assertThat(accounts("point_of_no_return_at is not null")).isEqualTo(3);
    assertThat(accounts("erased_at is not null")).isZero();
    assertThat(outcomes()).containsOnly("acted");

    RunSummary goneOnWith = start.start(Request.of(JobName.PURGE).get());

    assertThat(goneOnWith.status()).isEqualTo("completed");
    assertThat(evidence()).isEqualTo(3);
  }

  @Test
  void leavesTheRunToTheProcessThatTookItOver() throws SQLException {
    FutureTask<RunSummary> running;
    RunLock other;
    try (Connection holder = program.product.dataSource().getConnection()) {
      holder.setAutoCommit(false);
      holder.createStatement().execute("lock table contact in share mode");
      running = Concurrently.start(() -> start.start(Request.of(JobName.PURGE).get()));
      Concurrently.awaitBlocked(program.inProduct(), "%delete from%contact%");
      loseTheLock();
      other = RunLock.take(program.lapse.dataSource(), JobName.PURGE, "main");
    }

    try (other) {
      assertThatThrownBy(() -> Concurrently.result(running)).isInstanceOf(RunLockLost.class);
      assertThat(
              program
                  .inLapse()
                  .sql("select distinct status from lapse.run")
                  .query(String.class)
                  .single())
          .isEqualTo("running");
    }
    assertThat(start.start(Request.of(JobName.PURGE).get()).status()).isEqualTo("completed");
  }

  @Test
  void runThatAnotherProcessCompletedStaysCompleted() {
    assertThatThrownBy(
            () ->
                start.start(
                    Request.of(JobName.PURGE).get(),
                    run -> {
                      loseTheLock();
                      assertThat(start.start(Request.of(JobName.PURGE).get()).status())
                          .isEqualTo("completed");
                    }))
        .isInstanceOf(RunLockLost.class);

    assertThat(
            program
                .inLapse()
                .sql("select status || coalesce(error, '') from lapse.run")
                .query(String.class)
                .single())
        .isEqualTo("completed");
  }

  @Test
  void endsNoRunWithoutItsLock() {
    ActiveRun active = active(start.start(Request.of(JobName.PURGE).get()), false);
    active.prepared(PreparedStores.of(List.of()));

    assertThatThrownBy(() -> program.get(ReportStep.class).run(active))
        .isInstanceOf(RunLockLost.class);
  }

  @Test
  void verifiesNoFurtherPart() {
    ActiveRun active = active(start.start(Request.of(JobName.PURGE).get()), false);
    VerifyStep verify = program.get(VerifyStep.class);

    assertThatThrownBy(() -> verify.next(active)).isInstanceOf(RunLockLost.class);
    active.stop(StopCause.OPERATOR);
    assertThatThrownBy(() -> verify.next(active)).isInstanceOf(RunLockLost.class);
  }

  @Test
  void doesNotOverwriteAKnownOutcome() {
    RunSummary done = start.start(Request.of(JobName.PURGE).get());
    assertThat(done.status()).isEqualTo("completed");
    EnforcingExecutor late = program.get(EnforcingExecutor.class);

    late.refuse(active(done, true), List.of(new DueAccount("1", 1, NOW)), Map.of("1", "too late"));

    assertThat(outcomes()).containsOnly("done");
    assertThat(evidence()).isEqualTo(3);
  }

  private ActiveRun active(RunSummary run, boolean lockHeld) {
    return new ActiveRun(
        program.get(Runs.class).get(run.run()),
        program.get(AllJobSettings.class).get(JobName.PURGE),
        program.get(EnforcingExecutor.class),
        () -> lockHeld,
        () -> false,
        () -> NOW);
  }

  private void loseTheLock() {
    program.lapse.run(
        """
        select pg_terminate_backend(l.pid, 5000)
        from pg_locks l
        join pg_database d on d.oid = l.database
        where l.locktype = 'advisory' and d.datname = current_database()
        """);
  }

  private long accounts(String which) {
    return program
        .inLapse()
        .sql("select count(*) from lapse.account where " + which)
        .query(Long.class)
        .single();
  }

  private List<String> outcomes() {
    return program.inLapse().sql("select outcome from lapse.plan_item").query(String.class).list();
  }

  /** How many records say what became of an erasure in the latest run. */
  private long evidence() {
    return program
        .inLapse()
        .sql(
            """
            select count(*)
            from lapse.evidence
            where kind in ('erasure-outcome', 'erasure-failed')
              and run_id = (select max(id) from lapse.run)
            """)
        .query(Long.class)
        .single();
  }
}
