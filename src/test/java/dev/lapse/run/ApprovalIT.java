package dev.lapse.run;

import static dev.lapse.testing.SharedProgram.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lapse.account.RefusedByRule;
import dev.lapse.account.lifecycle.Holds;
import dev.lapse.account.lifecycle.ReactivateAccount;
import dev.lapse.account.lifecycle.RecordLapse;
import dev.lapse.account.lifecycle.WithdrawRetention;
import dev.lapse.plan.PlanItems;
import dev.lapse.policy.JobName;
import dev.lapse.run.record.RejectPlan;
import dev.lapse.run.record.Run;
import dev.lapse.run.record.RunEvent;
import dev.lapse.run.record.RunRefused;
import dev.lapse.run.record.RunStatus;
import dev.lapse.run.record.RunSummary;
import dev.lapse.run.record.Runs;
import dev.lapse.run.record.StopCause;
import dev.lapse.testing.Checksums;
import dev.lapse.testing.Import;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A run over its limits does nothing and waits for approval of exactly its plan. */
class ApprovalIT {
  private final TestProgram program = SharedProgram.withAccounts(6);
  private final StartRun start = program.get(StartRun.class);
  private final Map<String, String> before = Checksums.ofSchema(program.inProduct(), "public");
  private RunSummary waiting;

  @BeforeEach
  void planMoreThanTheLimit() {
    program.imports(Import.expired(1, 2, 3) + Import.active(4, 5, 6));
    waiting = start.start(Request.of(JobName.EXPIRE).get());
  }

  @Test
  void runOverTheLimitTouchesNothing() {
    assertThat(waiting.status()).isEqualTo("awaiting-approval");
    assertThat(waiting.accounts()).isEqualTo(new RunSummary.AccountCounts(3, 0, 0, 0));
    assertThat(waiting.message()).contains("3 accounts are due, the limit is 2");
    assertThat(Checksums.ofSchema(program.inProduct(), "public")).isEqualTo(before);
    assertThat(count("lapse.account where point_of_no_return_at is not null")).isZero();
  }

  @Test
  void planStaysValidIfAnotherRunCutAnAccountOff() {
    program.imports(Import.closed(1, 2, 3));
    RunSummary cutOff = start.start(Request.of(JobName.CUT_OFF).get());
    program.lapse.run(
        """
        update lapse.plan_item i set outcome = 'planned' from lapse.run r where r.id = i.run_id and r.job = 'cut-off';
        update lapse.account set cut_off_at = null where id in ('2', '3');
        """);

    assertThat(program.get(PlanItems.class).changed(cutOff.run(), JobName.CUT_OFF, NOW)).isEmpty();
  }

  @Test
  void changesAreAskedForSomeAccountsOnly() {
    program.get(Holds.class).place("1", "court", "case 1", null, "test", NOW);
    program.get(Holds.class).place("2", "court", "case 2", null, "test", NOW);

    Map<String, String> changed =
        program.get(PlanItems.class).changed(waiting.run(), JobName.EXPIRE, NOW, List.of("2", "3"));

    assertThat(changed).containsOnlyKeys("2");
  }

  @Test
  void runAtTheLimitGoesOn() {
    start.start(Request.of(JobName.EXPIRE).only("1", "2").get());

    assertThat(
            program.inProduct().sql("select id from account order by id").query(Long.class).list())
        .containsExactly(3L, 4L, 5L, 6L);
  }

  @Test
  void startingTheSlotAgainKeepsItWaiting() {
    RunSummary again = start.start(Request.of(JobName.EXPIRE).get());

    assertThat(again.run()).isEqualTo(waiting.run());
    assertThat(again.status()).isEqualTo("awaiting-approval");
  }

  @Test
  void approvalRunsExactlyThePlan() {
    program.imports(Import.expired(4));

    RunSummary approved = start.approve(waiting.run(), "checked", "boss");

    assertThat(approved.run()).isEqualTo(waiting.run());
    assertThat(approved.status()).isEqualTo("completed");
    assertThat(approved.accounts()).isEqualTo(new RunSummary.AccountCounts(3, 3, 0, 0));
    assertThat(approved.rows()).isEqualTo(3 * SharedProgram.ROWS_PER_ACCOUNT);
    assertThat(
            program.inProduct().sql("select id from account order by id").query(Long.class).list())
        .containsExactly(4L, 5L, 6L);
    assertThat(
            program
                .inLapse()
                .sql("select approved_by || ': ' || approval_reason from lapse.run where id = ?")
                .param(waiting.run())
                .query(String.class)
                .single())
        .isEqualTo("boss: checked");
    assertThat(count("lapse.evidence where kind = 'plan-approved' and run_id = " + waiting.run()))
        .isEqualTo(1);
  }

  @Test
  void approvedPlanRunsAtOnceAlsoWhenTheWindowOfTheNightIsOver() {
    RunSummary night =
        start.start(Request.of(JobName.EXPIRE).asOf(NOW.minusSeconds(1)).bySchedule().get());
    program.clock.advance(Duration.ofHours(9));

    assertThat(start.approve(night.run(), "checked", "boss").status()).isEqualTo("completed");
  }

  @Test
  void approvedPlanIsNotApprovedTwice() {
    start.approve(waiting.run(), "checked", "boss");

    assertThatThrownBy(() -> start.approve(waiting.run(), "checked", "boss"))
        .isInstanceOf(RunRefused.class)
        .hasMessageContaining("is not waiting");
  }

  @Test
  void leavesOutReactivatedAccountsAndErasesTheOthers() {
    program.get(ReactivateAccount.class).reactivate("2", false, "test", NOW);

    assertLeftOut("2", "it came back");
  }

  @Test
  void leavesOutAccountsPutOnHoldSinceThePlan() {
    program.get(Holds.class).place("3", "court", "case 1", null, "test", NOW);

    assertLeftOut("3", "it was put on hold since the plan was made");
  }

  @Test
  void holdOlderThanThePlanIsSkippedAndKeepsThePlanValid() {
    program.imports(Import.expired(4));
    program.get(Holds.class).place("3", "court", "case 1", null, "test", NOW);
    program.clock.advance(Duration.ofSeconds(1));
    RunSummary later = start.start(Request.of(JobName.EXPIRE).asOf(NOW.plusSeconds(1)).get());

    RunSummary approved = start.approve(later.run(), "checked", "boss");

    assertThat(approved.status()).isEqualTo("completed");
    assertThat(approved.accounts().done()).isEqualTo(later.accounts().due() - 1);
    assertThat(approved.accounts().skipped()).isEqualTo(1);
  }

  @Test
  void leavesOutAccountsWhoseHoldEndedAfterThePlan() {
    program.get(Holds.class).place("3", "court", "case 1", null, "test", NOW);
    program.imports(Import.expired(4));
    RunSummary later = start.start(Request.of(JobName.EXPIRE).again("with 4").get());
    program.get(Holds.class).release("3", "court", null, "test", NOW);

    RunSummary approved = start.approve(later.run(), "checked", "boss");

    assertThat(approved.accounts()).isEqualTo(new RunSummary.AccountCounts(4, 3, 1, 0));
    assertThat(reasonOf("3", later.run())).contains("on hold when the plan was made");
  }

  @Test
  void leavesOutAccountsThatLapsedAgain() {
    program.get(ReactivateAccount.class).reactivate("2", false, "test", NOW);
    program.get(RecordLapse.class).close("2", null, "test", NOW);

    assertLeftOut("2", "it came back and lapsed again");
  }

  @Test
  void leavesOutAccountsThatWithdrewTheRetention() {
    program.get(WithdrawRetention.class).withdraw("1", "test", NOW);

    assertLeftOut("1", "its deadline has changed since the plan was made");
  }

  @Test
  void accountsOnHoldDoNotCountForTheLimits() {
    program.get(Holds.class).place("3", "court", "case 1", null, "test", NOW);

    RunSummary rerun = start.start(Request.of(JobName.EXPIRE).again("3 is on hold").get());

    assertThat(rerun.status()).isEqualTo("completed");
    assertThat(rerun.accounts()).isEqualTo(new RunSummary.AccountCounts(3, 2, 1, 0));
  }

  @Test
  void newerNightSupersedesTheWaitingPlan() {
    program.clock.advance(Duration.ofSeconds(2));
    RunSummary next = start.start(Request.of(JobName.EXPIRE).asOf(NOW.plusSeconds(1)).get());

    assertThat(next.status()).isEqualTo("awaiting-approval");
    Run older = program.get(Runs.class).get(waiting.run());
    assertThat(older.stopCause()).isEqualTo(StopCause.SUPERSEDED);
    assertThat(older.history())
        .extracting(RunEvent::event)
        .containsExactly("started", "superseded");
    assertThat(older.history().get(1).run()).isEqualTo(next.run());
  }

  @Test
  void planOfSomeAccountsLeavesTheWaitingPlanAlone() {
    start.start(Request.of(JobName.EXPIRE).only("1").get());

    assertThat(program.get(Runs.class).get(waiting.run()).status())
        .isEqualTo(RunStatus.AWAITING_APPROVAL);
  }

  @Test
  void rejectedPlanDoesNothingAndIsNotContinued() {
    program.get(RejectPlan.class).reject(waiting.run(), "wrong import", "boss");
    RunSummary again = start.start(Request.of(JobName.EXPIRE).get());

    assertThat(again.run()).isEqualTo(waiting.run());
    assertThat(again.stopCause()).isEqualTo("rejected");
    assertThat(again.history())
        .last()
        .extracting(RunEvent::by, RunEvent::reason)
        .containsExactly("boss", "wrong import");
    assertThat(Checksums.ofSchema(program.inProduct(), "public")).isEqualTo(before);
    assertThat(count("lapse.evidence where kind = 'plan-rejected' and run_id = " + waiting.run()))
        .isEqualTo(1);
    assertThatThrownBy(() -> start.approve(waiting.run(), "late", "boss"))
        .isInstanceOf(RunRefused.class);
    assertThatThrownBy(() -> program.get(RejectPlan.class).reject(waiting.run(), "again", "boss"))
        .isInstanceOf(RunRefused.class)
        .hasMessageContaining("is stopped; it is not waiting");
  }

  @Test
  void changedCatalogInvalidatesThePlan() {
    program.lapse.run("update lapse.run set catalog_version = 'of yesterday'");

    assertRefused("the catalog has changed");
  }

  @Test
  void rerunSupersedesTheWaitingRun() {
    program.get(ReactivateAccount.class).reactivate("2", false, "test", NOW);

    RunSummary rerun = start.start(Request.of(JobName.EXPIRE).again("2 came back").get());

    assertThat(rerun.status()).isEqualTo("completed");
    assertThat(rerun.accounts().done()).isEqualTo(2);
    Run superseded = program.get(Runs.class).get(waiting.run());
    assertThat(superseded.status()).isEqualTo(RunStatus.STOPPED);
    assertThat(superseded.stopCause()).isEqualTo(StopCause.SUPERSEDED);
    assertThatThrownBy(() -> start.approve(waiting.run(), "late", "boss"))
        .isInstanceOf(RunRefused.class);
  }

  @Test
  void refusalNamesTheCommandThatPlansTheSameRunAgain() {
    program.lapse.run("update lapse.run set catalog_version = 'of yesterday'");

    assertThatThrownBy(() -> start.approve(waiting.run(), "checked", "boss"))
        .hasMessageContaining("'LAPSE_MODE=enforce lapse rerun %d --reason …'", waiting.run());
  }

  private void assertLeftOut(String id, String why) {
    RunSummary approved = start.approve(waiting.run(), "checked", "boss");

    assertThat(approved.status()).isEqualTo("completed");
    assertThat(approved.accounts()).isEqualTo(new RunSummary.AccountCounts(3, 2, 1, 0));
    assertThat(reasonOf(id, waiting.run()))
        .isEqualTo("left out when the plan was approved: " + why);
    assertThat(count("account where id = " + id, program.inProduct())).isEqualTo(1);
  }

  private String reasonOf(String id, long run) {
    return program
        .inLapse()
        .sql("select reason from lapse.plan_item where run_id = ? and account_id = ?")
        .param(run)
        .param(id)
        .query(String.class)
        .single();
  }

  private void assertRefused(String why) {
    RefusedByRule refused =
        catchThrowableOfType(
            RefusedByRule.class, () -> start.approve(waiting.run(), "checked", "boss"));

    assertThat(refused.rule()).isEqualTo("plan-no-longer-true");
    assertThat(refused).hasMessageContaining(why);
    assertThat(Checksums.ofSchema(program.inProduct(), "public")).isEqualTo(before);
    assertThat(program.get(Runs.class).get(waiting.run()).status())
        .isEqualTo(RunStatus.AWAITING_APPROVAL);
    assertThat(List.of(count("lapse.evidence where run_id = " + waiting.run())))
        .containsExactly(0L);
  }

  private long count(String from) {
    return count(from, program.inLapse());
  }

  private static long count(String from, JdbcClient database) {
    return database.sql("select count(*) from " + from).query(Long.class).single();
  }
}
