package dev.lapse.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lapse.erase.Batch;
import dev.lapse.policy.JobName;
import dev.lapse.run.record.RunSummary;
import dev.lapse.testing.Concurrently;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** A job with a parallelism of 2 has one worker more, and never three transactions in a store. */
class ParallelismIT {
  /** More than two batches. */
  private static final int ACCOUNTS = 1_100;

  private static final String IN_STORE =
      """
      select count(*)
      from pg_stat_activity
      where datname = current_database() and query like '%delete from%' and xact_start is not null
        and pid <> pg_backend_pid()
      """;

  private final TestProgram program = SharedProgram.withAccounts(ACCOUNTS);

  @Test
  void oneMoreWorkerWaitsWhileTheOthersAreInTheStore() throws SQLException {
    program.lapse.run(
        """
        insert into lapse.account (
          id, kind, state, cell, time_zone, lapse_number, lapsed_at, cut_off_due, purge_due)
        select
          id, 'direct', 'closed', 'main', 'UTC', 1, '2026-11-01Z', '2026-11-06Z', '2026-11-06Z'
        from generate_series(1, %d) id
        """
            .formatted(ACCOUNTS));
    FutureTask<RunSummary> running;
    try (Connection product = program.product.dataSource().getConnection()) {
      product.setAutoCommit(false);
      product.createStatement().execute("lock table account in share mode");
      running =
          Concurrently.start(
              () -> program.get(StartRun.class).start(Request.of(JobName.PURGE).get()));
      await().until(ParallelismIT::oneWaitsForItsTurn);
      assertThat(program.inProduct().sql(IN_STORE).query(Long.class).single()).isBetween(0L, 2L);
      product.rollback();
    }

    assertThat(Concurrently.result(running).accounts())
        .isEqualTo(new RunSummary.AccountCounts(ACCOUNTS, ACCOUNTS, 0, 0));
  }

  private static boolean oneWaitsForItsTurn() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(thread -> thread.getKey().getState() == Thread.State.WAITING)
        .anyMatch(
            thread ->
                Arrays.stream(thread.getValue())
                    .anyMatch(
                        frame ->
                            frame.getClassName().equals(Batch.class.getName())
                                && frame.getMethodName().equals("inTurn")));
  }
}
