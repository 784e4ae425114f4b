package dev.lapse.run;

import static dev.lapse.testing.SharedProgram.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.account.lifecycle.Holds;
import dev.lapse.policy.JobName;
import dev.lapse.run.record.AlreadyRunning;
import dev.lapse.run.record.Run;
import dev.lapse.run.record.RunRefused;
import dev.lapse.run.record.RunSummary;
import dev.lapse.run.record.Runs;
import dev.lapse.testing.Checksums;
import dev.lapse.testing.Concurrently;
import dev.lapse.testing.Import;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** Which wish to run a job is a run of its own. */
class SlotIT {
  private final TestProgram program = SharedProgram.withAccounts(4);
  private final StartRun start = program.get(StartRun.class);

  @Test
  void slotThatIsDoneIsNotRunAgain() {
    program.imports(Import.closed(1));
    RunSummary first = start.start(Request.of(JobName.PURGE).get());
    program.imports(Import.closed(2));

    RunSummary again = start.start(Request.of(JobName.PURGE).get());

    assertThat(again.message()).isEqualTo("done already, run " + first.run());
    assertThat(again).usingRecursiveComparison().ignoringFields("message").isEqualTo(first);
    assertThat(accounts()).isEqualTo(3);
  }

  @Test
  void rerunHasTheNextNumberAndItsReason() {
    program.imports(Import.closed(1));
    start.start(Request.of(JobName.PURGE).get());
    program.imports(Import.closed(2));

    RunSummary rerun = start.start(Request.of(JobName.PURGE).again("2 was late").get());

    assertThat(rerun.accounts()).isEqualTo(new RunSummary.AccountCounts(1, 1, 0, 0));
    Run run = program.get(Runs.class).get(rerun.run());
    assertThat(run.rerun()).isEqualTo(1);
    assertThat(run.reason()).isEqualTo("2 was late");
  }

  @Test
  void databaseKeepsOneRunForEachSlot() {
    start.start(Request.of(JobName.PURGE).get());
    start.start(Request.of(JobName.PURGE).again("2 was late").get());

    assertThatThrownBy(() -> program.lapse.run("update lapse.run set rerun = 0"))
        .hasMessageContaining("run_once_per_slot");
  }

  @Test
  void otherAccountsAreAnotherRun() {
    program.imports(Import.closed(1, 2, 3));

    RunSummary one = start.start(Request.of(JobName.PURGE).only("1").get());
    RunSummary two = start.start(Request.of(JobName.PURGE).only("2").get());

    assertThat(one.accounts().done()).isEqualTo(1);
    assertThat(two.accounts().done()).isEqualTo(1);
    assertThat(two.run()).isNotEqualTo(one.run());
    assertThat(accounts()).isEqualTo(2);
    assertThat(start.start(Request.of(JobName.PURGE).only("2", "2").get()).run())
        .isEqualTo(two.run());
  }

  @Test
  void futureIsRefused() {
    assertThatThrownBy(
            () -> start.start(Request.of(JobName.PURGE).asOf(NOW.plusNanos(1_000)).get()))
        .isInstanceOf(RunRefused.class)
        .hasMessageContaining("--dry-run");
  }

  @Test
  void dryRunLooksAhead() {
    program.imports(Import.closed(1));

    assertThat(
            start
                .start(Request.of(JobName.PURGE).asOf(NOW.plus(Duration.ofDays(400))).dry().get())
                .accounts()
                .done())
        .isEqualTo(1);
  }

  @Test
  void dryRunSaysWhatTheRealRunDoesAndChangesNoByte() {
    program.imports(Import.closed(1, 2, 3, 98, 99) + Import.expired(4));
    program.get(Holds.class).place("2", "court", "case 1", null, "test", NOW);
    program.get(Holds.class).place("98", "court", "case 2", null, "test", NOW);
    Map<String, String> product = Checksums.ofSchema(program.inProduct(), "public");
    String known = Checksums.of(program.inLapse(), "lapse.account t");
    String evidence = Checksums.of(program.inLapse(), "lapse.evidence t");

    for (JobName job : JobName.values()) {
      RunSummary rehearsed = start.start(Request.of(job).dry().get());

      assertThat(Checksums.ofSchema(program.inProduct(), "public")).isEqualTo(product);
      assertThat(Checksums.of(program.inLapse(), "lapse.account t")).isEqualTo(known);
      assertThat(Checksums.of(program.inLapse(), "lapse.evidence t")).isEqualTo(evidence);

      RunSummary real = start.start(Request.of(job).get());

      assertThat(rehearsed.accounts()).as(job.text()).isEqualTo(real.accounts());
      assertThat(rehearsed.sets()).isEqualTo(real.sets());
      assertThat(rehearsed.reasons()).isEqualTo(real.reasons());
      assertThat(rehearsed.status()).isEqualTo(real.status());
      product = Checksums.ofSchema(program.inProduct(), "public");
      known = Checksums.of(program.inLapse(), "lapse.account t");
      evidence = Checksums.of(program.inLapse(), "lapse.evidence t");
    }
  }

  @Test
  void secondRunAtOnceIsRefused() throws SQLException {
    program.imports(Import.closed(1));
    try (Connection other = program.product.dataSource().getConnection()) {
      other.setAutoCommit(false);
      other.createStatement().execute("lock table contact in share mode");
      FutureTask<RunSummary> running =
          Concurrently.start(() -> start.start(Request.of(JobName.PURGE).get()));
      Concurrently.awaitBlocked(program.inProduct(), "%delete from%contact%");

      assertThatThrownBy(() -> start.start(Request.of(JobName.PURGE).only("2").get()))
          .isInstanceOf(AlreadyRunning.class);
      other.rollback();
      assertThat(Concurrently.result(running).status()).isEqualTo("completed");
    }
    assertThat(start.start(Request.of(JobName.PURGE).only("2").get()).status())
        .isEqualTo("completed");
  }

  private long accounts() {
    return program.inProduct().sql("select count(*) from account").query(Long.class).single();
  }
}
