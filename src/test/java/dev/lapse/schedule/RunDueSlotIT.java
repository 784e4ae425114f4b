package dev.lapse.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.lapse.plan.JobSettings;
import dev.lapse.plan.Limits;
import dev.lapse.plan.RunMode;
import dev.lapse.plan.Throttle;
import dev.lapse.policy.JobName;
import dev.lapse.run.record.AlreadyRunning;
import dev.lapse.run.record.RunRequest;
import dev.lapse.run.record.RunSummary;
import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestRoles;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class RunDueSlotIT {
  private static final Instant SLOT = Instant.parse("2026-11-23T02:00:00Z");
  private static final Instant MORNING = Instant.parse("2026-11-23T09:00:00Z");

  private final javax.sql.DataSource database =
      TestDatabases.lapse().dataSource(TestRoles.RUNTIME, "x");
  private final JdbcClient jdbc = JdbcClient.create(database);
  private final SlotRepository slots = new SlotRepository(jdbc);
  private final FakeRuns runs = new FakeRuns(jdbc);

  @BeforeEach
  void jobIsKnownSinceTwoWeeks() {
    slots.register(settings("0 0 2 * * ?"), "main", Instant.parse("2026-11-09T12:00:00Z"));
  }

  @Test
  void dueSlotIsStartedOnceAndRecorded() {
    runDueSlot(runs::start).runIfDue(JobName.PURGE, "main");
    runDueSlot(runs::start).runIfDue(JobName.PURGE, "main");

    assertThat(runs.started)
        .containsExactly(
            new RunRequest(
                JobName.PURGE, "main", SLOT, false, List.of(), false, null, "schedule", true));
    assertThat(lastSlot()).contains(SLOT);
  }

  @Test
  void resumesInterruptedRunBeforeTheSlot() {
    runDueSlot(
            request -> {
              assertThat(runs.askedToResume).containsExactly("purge main");
              return runs.start(request);
            })
        .runIfDue(JobName.PURGE, "main");

    assertThat(runs.started).hasSize(1);
  }

  @Test
  void unscheduledCellHasNoDueSlot() {
    runDueSlot(runs::start).runIfDue(JobName.PURGE, "elsewhere");

    assertThat(runs.started).isEmpty();
  }

  @Test
  void failureAfterTheRunExistsIsThrownAndTheSlotIsRecorded() {
    RunDueSlot failing =
        runDueSlot(
            request -> {
              runs.writeRow(request, "failed");
              throw new IllegalStateException("store is gone");
            });

    assertThatIllegalStateException()
        .isThrownBy(() -> failing.runIfDue(JobName.PURGE, "main"))
        .withMessage("store is gone");
    assertThat(lastSlot()).contains(SLOT);
  }

  @Test
  void failureBeforeTheRunExistsLeavesTheSlotDue() {
    RunDueSlot failing =
        runDueSlot(
            request -> {
              throw new IllegalStateException("no catalog");
            });

    assertThatIllegalStateException().isThrownBy(() -> failing.runIfDue(JobName.PURGE, "main"));
    assertThat(lastSlot()).isEmpty();

    runDueSlot(runs::start).runIfDue(JobName.PURGE, "main");
    assertThat(runs.started).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dry_run = true", "account_filter = '{42}'", "cell = 'other'"})
  void otherRunOfTheSameBusinessDateDoesNotCountAsTheSlot(String otherwise) {
    RunDueSlot failing =
        runDueSlot(
            request -> {
              runs.writeRow(request, "completed");
              jdbc.sql("update lapse.run set " + otherwise).update();
              throw new IllegalStateException("no catalog");
            });

    assertThatIllegalStateException().isThrownBy(() -> failing.runIfDue(JobName.PURGE, "main"));
    assertThat(lastSlot()).isEmpty();
  }

  @Test
  void runThatEndsAsFailedIsAFailure() {
    RunDueSlot failing =
        runDueSlot(
            request -> FakeRuns.summary(request, runs.writeRow(request, "failed"), "failed"));

    assertThatIllegalStateException().isThrownBy(() -> failing.runIfDue(JobName.PURGE, "main"));
    assertThat(lastSlot()).contains(SLOT);
  }

  @Test
  void recordsTheSlotOfACompletedRunAfterACrash() {
    RunRequest beforeTheCrash =
        new RunRequest(
            JobName.PURGE, "main", SLOT, false, List.of(), false, null, "schedule", true);
    long id = runs.writeRow(beforeTheCrash, "completed");

    runDueSlot(request -> FakeRuns.summary(request, id, "completed"))
        .runIfDue(JobName.PURGE, "main");

    assertThat(lastSlot()).contains(SLOT);
  }

  @Test
  void slotStaysDueWhileAnotherBusinessDateRuns() {
    RunDueSlot second =
        runDueSlot(
            request -> {
              throw new AlreadyRunning(JobName.PURGE, "main");
            });

    assertThatCode(() -> second.runIfDue(JobName.PURGE, "main")).doesNotThrowAnyException();
    assertThat(lastSlot()).isEmpty();
  }

  @Test
  void startsTheSlotEvenIfARunCannotBeResumed() {
    RunDueSlot stuck =
        new RunDueSlot(
            (job, cell) -> {
              throw new IllegalStateException("run 7 cannot be recovered");
            },
            runs::start,
            slots,
            Clock.fixed(MORNING, ZoneOffset.UTC));

    assertThatIllegalStateException()
        .isThrownBy(() -> stuck.runIfDue(JobName.PURGE, "main"))
        .withMessage("run 7 cannot be recovered");
    assertThat(runs.started).hasSize(1);
  }

  @Test
  void changedCronCountsFromItsChangeOn() {
    Instant later = Instant.parse("2026-11-23T08:00:00Z");
    slots.register(settings("0 0 2 * * ?"), "main", later);
    assertThat(slots.find(JobName.PURGE, "main"))
        .map(Slot::knownSince)
        .contains(Instant.parse("2026-11-09T12:00:00Z"));

    slots.register(settings("0 30 4 * * ?"), "main", later);
    assertThat(slots.find(JobName.PURGE, "main")).map(Slot::knownSince).contains(later);
    runDueSlot(runs::start).runIfDue(JobName.PURGE, "main");
    assertThat(runs.started).isEmpty();
  }

  private RunDueSlot runDueSlot(Function<RunRequest, RunSummary> start) {
    return new RunDueSlot(runs::resume, start, slots, Clock.fixed(MORNING, ZoneOffset.UTC));
  }

  private Optional<Instant> lastSlot() {
    return slots.find(JobName.PURGE, "main").map(Slot::lastSlot);
  }

  private static JobSettings settings(String cron) {
    return new JobSettings(
        JobName.PURGE,
        cron,
        ZoneOffset.UTC,
        RunMode.OBSERVE,
        new Limits(500, 5),
        null,
        2,
        new Throttle(500, 0, Throttle.LOCK_TIMEOUT));
  }
}
