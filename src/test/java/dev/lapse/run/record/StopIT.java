package dev.lapse.run.record;

import static dev.lapse.testing.SharedProgram.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.lapse.policy.JobName;
import dev.lapse.run.Request;
import dev.lapse.run.RunAdvanced;
import dev.lapse.run.StartRun;
import dev.lapse.testing.Concurrently;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.event.ApplicationEventMulticaster;

/**
 * A run that stopped in the middle continues with the rest, and counts as if nothing had happened.
 */
class StopIT {
  /** More than two batches hold, so that two workers leave something. */
  private static final int ACCOUNTS = 1_100;

  private final TestProgram program = SharedProgram.withAccounts(ACCOUNTS);
  private final StartRun start = program.get(StartRun.class);

  @BeforeEach
  void closeAll() {
    program.lapse.run(
        """
        insert into lapse.account (
          id, kind, state, cell, time_zone, lapse_number, lapsed_at, cut_off_due, purge_due)
        select
          id, 'direct', 'closed', 'main', 'UTC', 1, '2026-11-01Z', '2026-11-06Z', '2026-11-06Z'
        from generate_series(1, %d) id
        """
            .formatted(ACCOUNTS));
  }

  @Test
  void operatorStopsItAtTheNextAccount() {
    RunSummary stopped = startAndStopAtTheFirstBatch();

    assertThat(stopped.status()).isEqualTo("stopped");
    assertThat(stopped.stopCause()).isEqualTo("operator");
    assertThat(stopped.accounts().done()).isBetween(300L, 1_000L);
    assertThat(stopped.rows())
        .isEqualTo(stopped.accounts().done() * SharedProgram.ROWS_PER_ACCOUNT);

    assertUndisturbed(start.start(Request.of(JobName.PURGE).get()), stopped.run());
  }

  @Test
  void windowStopsScheduledRunsOnly() {
    program.clock.set(NOW.plus(Duration.ofHours(6)).plusNanos(1_000));

    RunSummary late = start.start(Request.of(JobName.PURGE).bySchedule().get());

    assertThat(late.status()).isEqualTo("stopped");
    assertThat(late.stopCause()).isEqualTo("window");
    assertThat(late.accounts()).isEqualTo(new RunSummary.AccountCounts(ACCOUNTS, 0, 0, 0));

    assertUndisturbed(start.start(Request.of(JobName.PURGE).get()), late.run());
  }

  @Test
  void noAccountPassesThePointOfNoReturnAfterAStop() throws SQLException {
    FutureTask<RunSummary> running;
    try (Connection product = program.product.dataSource().getConnection()) {
      product.setAutoCommit(false);
      product.createStatement().execute("lock table account in share mode");
      running = Concurrently.start(() -> start.start(Request.of(JobName.PURGE).get()));
      Concurrently.awaitBlocked(program.inProduct(), "%delete from%account%");
      long run = program.inLapse().sql("select max(id) from lapse.run").query(Long.class).single();
      program.get(Runs.class).requestStop(run, "operator", null, NOW);
      assertThat(program.get(Runs.class).pastPointOfNoReturn(run)).isZero();
      product.rollback();
    }

    assertThat(Concurrently.result(running).status()).isEqualTo("stopped");
    assertThat(rowsOf("account")).isEqualTo(ACCOUNTS);
    assertThat(
            program
                .inLapse()
                .sql("select count(*) from lapse.account where point_of_no_return_at is not null")
                .query(Long.class)
                .single())
        .isZero();
  }

  @Test
  void scheduledRunStartsAccountsUntilTheWindowEndsExactlyNow() {
    program.clock.set(NOW.plus(Duration.ofHours(6)));

    assertThat(start.start(Request.of(JobName.PURGE).bySchedule().get()).status())
        .isEqualTo("completed");
  }

  @Test
  void recoversAndResumesTheRunOfADeadProcess() {
    RunSummary stopped = startAndStopAtTheFirstBatch();
    program.lapse.run(
        """
        update lapse.run set status = 'running', stop_cause = null, stop_requested_by = null, ended_at = null;
        update lapse_batch.batch_job_execution
        set status = 'STARTED', exit_code = 'UNKNOWN', end_time = null
        where job_execution_id = (select max(batch_job_execution_id) from lapse.run);
        """);

    RunSummary resumed = start.resumeInterrupted(JobName.PURGE, "main").orElseThrow();

    assertUndisturbed(resumed, stopped.run());
  }

  @Test
  void stopRequestOutlivesTheCrashOfItsProcess() {
    RunSummary stopped = startAndStopAtTheFirstBatch();
    program.lapse.run(
        """
        update lapse.run set status = 'running', stop_cause = null, ended_at = null;
        update lapse_batch.batch_job_execution
        set status = 'STARTED', exit_code = 'UNKNOWN', end_time = null
        where job_execution_id = (select max(batch_job_execution_id) from lapse.run);
        """);
    long left = rowsOf("account");

    assertThat(start.resumeInterrupted(JobName.PURGE, "main")).isEmpty();

    assertThat(rowsOf("account")).isEqualTo(left).isPositive();
    Run settled = program.get(Runs.class).get(stopped.run());
    assertThat(settled.status()).isEqualTo(RunStatus.STOPPED);
    assertThat(settled.stopCause()).isEqualTo(StopCause.OPERATOR);

    program.lapse.run("update lapse.run set status = 'failed', stop_cause = null, error = 'x'");
    assertThat(start.resumeInterrupted(JobName.PURGE, "main")).isEmpty();

    assertUndisturbed(start.start(Request.of(JobName.PURGE).get()), stopped.run());
  }

  /** A look at the start of a node must not refuse the operator who runs the job just then. */
  @Test
  void recoveryTakesNoLockIfNothingWasInterrupted() {
    assertThat(start.start(Request.of(JobName.PURGE).get()).status()).isEqualTo("completed");

    try (RunLock operator =
        RunLock.take(program.get(HikariDataSource.class), JobName.PURGE, "main")) {
      assertThat(operator.isHeld()).isTrue();
      assertThat(start.resumeInterrupted(JobName.PURGE, "main")).isEmpty();
      program.lapse.run("update lapse.run set status = 'running', ended_at = null");
      assertThatThrownBy(() -> start.resumeInterrupted(JobName.PURGE, "main"))
          .isInstanceOf(AlreadyRunning.class);
    }
  }

  @Test
  void crashBetweenActionAndOutcomeLosesNoCount() throws SQLException {
    try (Connection store = program.product.dataSource().getConnection();
        Connection other = program.lapse.dataSource().getConnection()) {
      store.setAutoCommit(false);
      store.createStatement().execute("lock table contact in share mode");
      FutureTask<RunSummary> running =
          Concurrently.start(() -> start.start(Request.of(JobName.PURGE).get()));
      Concurrently.awaitBlocked(program.inProduct(), "%delete from%contact%");
      other.setAutoCommit(false);
      other.createStatement().execute("lock table lapse.plan_item in share mode");
      store.rollback();
      Concurrently.awaitBlocked(program.inLapse(), "%update lapse.plan_item%");
      assertThat(rowsOf("account")).isLessThan(ACCOUNTS);
      killLapse(other);
      other.rollback();
      ended(running);
    }
    // a new process has no lost connections in its pool
    program.get(HikariDataSource.class).getHikariPoolMXBean().softEvictConnections();

    RunSummary resumed = start.start(Request.of(JobName.PURGE).get());

    assertUndisturbed(resumed, resumed.run());
  }

  /** Like the end of the process, as the database sees it. */
  private static void killLapse(Connection other) throws SQLException {
    other
        .createStatement()
        .execute(
            """
            select pg_terminate_backend(pid)
            from pg_stat_activity
            where datname = current_database() and application_name = 'lapse' and pid <> pg_backend_pid()
            """);
  }

  private static void ended(FutureTask<RunSummary> running) {
    try {
      assertThat(Concurrently.result(running).status()).isEqualTo("failed");
    } catch (RuntimeException lostDatabase) {
      assertThat(lostDatabase).isNotNull();
    }
  }

  private RunSummary startAndStopAtTheFirstBatch() {
    ApplicationListener<PayloadApplicationEvent<RunAdvanced>> operator =
        new ApplicationListener<>() {
          @Override
          public void onApplicationEvent(PayloadApplicationEvent<RunAdvanced> advanced) {
            program.get(Runs.class).requestStop(advanced.getPayload().run(), "operator", null, NOW);
          }
        };
    ApplicationEventMulticaster events = program.get(ApplicationEventMulticaster.class);
    events.addApplicationListener(operator);
    try {
      return start.start(Request.of(JobName.PURGE).get());
    } finally {
      events.removeApplicationListener(operator);
    }
  }

  private void assertUndisturbed(RunSummary ended, Long sameRun) {
    assertThat(ended.run()).isEqualTo(sameRun);
    assertThat(ended.status()).isEqualTo("completed");
    assertThat(ended.accounts()).isEqualTo(new RunSummary.AccountCounts(ACCOUNTS, ACCOUNTS, 0, 0));
    assertThat(ended.rows()).isEqualTo(ACCOUNTS * SharedProgram.ROWS_PER_ACCOUNT);
    assertThat(ended.sets())
        .containsEntry("product.public.account", (long) ACCOUNTS)
        .containsEntry("product.public.attachment", 4L * ACCOUNTS)
        .containsEntry("product.public.review", (long) ACCOUNTS)
        .doesNotContainKey("product.public.invoice");
    assertThat(rowsOf("account")).isZero();
    assertThat(rowsOf("invoice")).isEqualTo(ACCOUNTS);
    assertThat(
            program
                .inLapse()
                .sql(
                    """
                    select count(*) from lapse.evidence where kind = 'erasure-outcome' and run_id = ?
                    """)
                .param(sameRun)
                .query(Long.class)
                .single())
        .isEqualTo(ACCOUNTS);
  }

  private long rowsOf(String table) {
    return program.inProduct().sql("select count(*) from " + table).query(Long.class).single();
  }
}
