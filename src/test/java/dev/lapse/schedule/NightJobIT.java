package dev.lapse.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lapse.plan.JobSettings;
import dev.lapse.plan.Limits;
import dev.lapse.plan.RunMode;
import dev.lapse.plan.Throttle;
import dev.lapse.policy.JobName;
import dev.lapse.run.record.RunRequest;
import dev.lapse.run.record.RunSummary;
import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestRoles;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerBuilder;
import org.quartz.impl.JobExecutionContextImpl;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.spi.OperableTrigger;
import org.quartz.spi.TriggerFiredBundle;
import org.springframework.jdbc.core.simple.JdbcClient;

class NightJobIT {
  private final DataSource database = TestDatabases.lapse().dataSource(TestRoles.RUNTIME, "x");
  private final JdbcClient jdbc = JdbcClient.create(database);
  private final SlotRepository slots = new SlotRepository(jdbc);
  private final FakeRuns runs = new FakeRuns(jdbc);
  private final Clock clock = Clock.systemUTC();
  private Scheduler scheduler;

  @BeforeEach
  void startScheduler() throws SchedulerException {
    scheduler = new StdSchedulerFactory("org/quartz/quartz.properties").getScheduler();
    scheduler.addJob(detail(), true);
    scheduler.start();
  }

  @AfterEach
  void shutDown() throws SchedulerException {
    scheduler.shutdown();
  }

  @Test
  void nodeThatEndsStartsNothingAndHandsOver() throws Exception {
    NightJob job = nightJob(runs::start);
    Instant slot = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    knownSinceAnHourBefore(slot);
    scheduler.standby();

    job.execute(firedFor(slot, job));

    assertThat(runs.askedToResume).isEmpty();
    assertThat(runs.started).isEmpty();
    assertThat(scheduler.getTriggersOfJob(NightJob.key(JobName.PURGE, "main"))).hasSize(1);
  }

  @Test
  void nodeThatStopsMeanwhileHandsOverToo() throws Exception {
    NightJob job =
        nightJob(
            request -> {
              standBy();
              return runs.start(request);
            });
    Instant slot = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    knownSinceAnHourBefore(slot);

    job.execute(firedFor(slot, job));

    assertThat(runs.started).hasSize(1);
    assertThat(scheduler.getTriggersOfJob(NightJob.key(JobName.PURGE, "main"))).hasSize(1);
  }

  private void standBy() {
    try {
      scheduler.standby();
    } catch (SchedulerException failed) {
      throw new IllegalStateException(failed);
    }
  }

  @Test
  void jobThatQuartzFiresEarlyWaitsForItsSlot() throws JobExecutionException {
    NightJob job = nightJob(runs::start);
    Instant slot = clock.instant().truncatedTo(ChronoUnit.SECONDS).plusSeconds(2);
    knownSinceAnHourBefore(slot);
    while (Duration.between(clock.instant(), slot).compareTo(Duration.ofMillis(900)) > 0) {
      Thread.onSpinWait();
    }

    job.execute(firedFor(slot, job));

    assertThat(runs.started).extracting(RunRequest::asOf).containsExactly(slot);
    assertThat(runs.startedAt.get(0)).isAfterOrEqualTo(slot);
  }

  @Test
  void jobOfANodeThatIsAheadWaitsForTheDatabase() throws JobExecutionException {
    Clock databases = Clock.offset(clock, Duration.ofSeconds(-3));
    NightJob job =
        new NightJob(
            new RunDueSlot(runs::resume, runs::start, slots, databases),
            databases,
            cell -> Optional.empty());
    Instant slot = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    knownSinceAnHourBefore(slot);

    job.execute(firedFor(slot, job));

    assertThat(runs.started).extracting(RunRequest::asOf).containsExactly(slot);
    assertThat(databases.instant()).isAfterOrEqualTo(slot);
  }

  @Test
  void failedRunFailsTheJobAndIsNotFiredAgainAtOnce() {
    NightJob job =
        nightJob(
            request -> {
              throw new IllegalStateException("store is gone");
            });
    Instant slot = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    knownSinceAnHourBefore(slot);

    JobExecutionException failure =
        catchThrowableOfType(JobExecutionException.class, () -> job.execute(firedFor(slot, job)));

    assertThat(failure).hasMessage("purge in cell main: store is gone");
    assertThat(failure.refireImmediately()).isFalse();
  }

  private NightJob nightJob(Function<RunRequest, RunSummary> start) {
    return new NightJob(
        new RunDueSlot(runs::resume, start, slots, clock), clock, cell -> Optional.empty());
  }

  private void knownSinceAnHourBefore(Instant slot) {
    ZonedDateTime at = slot.atZone(ZoneOffset.UTC);
    slots.register(
        new JobSettings(
            JobName.PURGE,
            "%d %d %d * * ?".formatted(at.getSecond(), at.getMinute(), at.getHour()),
            ZoneOffset.UTC,
            RunMode.OBSERVE,
            new Limits(500, 5),
            null,
            2,
            new Throttle(500, 0, Throttle.LOCK_TIMEOUT)),
        "main",
        slot.minus(1, ChronoUnit.HOURS));
  }

  private static JobDetail detail() {
    return JobBuilder.newJob(NightJob.class)
        .withIdentity(NightJob.key(JobName.PURGE, "main"))
        .storeDurably()
        .build();
  }

  private JobExecutionContext firedFor(Instant slot, NightJob job) {
    Date scheduled = Date.from(slot);
    OperableTrigger trigger =
        (OperableTrigger) TriggerBuilder.newTrigger().startAt(scheduled).build();
    trigger.setFireInstanceId("fired-1");
    return new JobExecutionContextImpl(
        scheduler,
        new TriggerFiredBundle(detail(), trigger, null, false, new Date(), scheduled, null, null),
        job);
  }
}
