package dev.lapse.schedule;

import static org.quartz.CronScheduleBuilder.cronSchedule;
import static org.quartz.TriggerBuilder.newTrigger;

import dev.lapse.account.Cells;
import dev.lapse.clock.DueClock;
import dev.lapse.plan.AllJobSettings;
import dev.lapse.plan.JobSettings;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TimeZone;
import org.quartz.CronTrigger;
import org.quartz.JobBuilder;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Brings Quartz's store in line with the files of the jobs, just before the scheduler starts.
 *
 * <p>A trigger is replaced only if its cron or zone changed, because replacing it loses missed
 * fires. Quartz's tables and {@code lapse.slot} change in one transaction. After each start and
 * each stop, some node checks every job and cell once, so that a missed or interrupted run is
 * resumed at once and not the next night.
 */
@Component
@ConditionalOnProperty("lapse.serve")
final class ScheduleJobs implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(ScheduleJobs.class);

  private final ChangeSchedule change;
  private final SlotRepository slots;
  private final List<JobSettings> jobs;
  private final List<String> cells;
  private final DueClock clock;
  private volatile boolean running;

  ScheduleJobs(
      ChangeSchedule change,
      SlotRepository slots,
      AllJobSettings jobs,
      Cells cells,
      DueClock clock) {
    this.change = change;
    this.slots = slots;
    this.jobs = List.copyOf(jobs.byJob().values());
    this.cells = cells.names();
    this.clock = clock;
  }

  @Override
  public void start() {
    change.inTransaction(
        "the jobs",
        scheduler -> {
          forgetVanished(scheduler);
          for (JobSettings job : jobs) {
            for (String cell : cells) {
              schedule(scheduler, job, cell);
              CatchUpTrigger.shared(scheduler, NightJob.key(job.job(), cell));
            }
          }
        });
    running = true;
  }

  /** The scheduler of this node is already on standby: another node, or the next start, resumes. */
  @Override
  public void stop() {
    running = false;
    change.inTransaction(
        "the jobs",
        scheduler -> {
          for (JobSettings job : jobs) {
            for (String cell : cells) {
              CatchUpTrigger.handOver(
                  scheduler, NightJob.key(job.job(), cell), scheduler.getSchedulerInstanceId());
            }
          }
        });
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /**
   * Starts before the scheduler, which starts last, and stops after it; {@link ChangeSchedule}
   * makes sure that the scheduler is not a dependency.
   */
  @Override
  public int getPhase() {
    return DEFAULT_PHASE - 1;
  }

  private void schedule(Scheduler scheduler, JobSettings job, String cell)
      throws SchedulerException {
    JobKey key = NightJob.key(job.job(), cell);
    scheduler.addJob(
        JobBuilder.newJob(NightJob.class)
            .withIdentity(key)
            .storeDurably()
            .requestRecovery()
            .build(),
        true);
    CronTrigger wanted =
        newTrigger()
            .withIdentity(key.getName(), cell)
            .forJob(key)
            .withSchedule(
                cronSchedule(job.cron())
                    .inTimeZone(TimeZone.getTimeZone(job.zone()))
                    .withMisfireHandlingInstructionFireAndProceed())
            .build();
    Trigger present = scheduler.getTrigger(wanted.getKey());
    if (present == null) {
      scheduler.scheduleJob(wanted);
      log.info("{} in cell {}: scheduled, {} {}", key.getName(), cell, job.cron(), job.zone());
    } else if (!firesAlike(present, wanted)) {
      scheduler.rescheduleJob(wanted.getKey(), wanted);
      log.info("{} in cell {}: rescheduled, {} {}", key.getName(), cell, job.cron(), job.zone());
    } else if (scheduler.getTriggerState(wanted.getKey()) == Trigger.TriggerState.ERROR) {
      scheduler.resetTriggerFromErrorState(wanted.getKey());
      log.warn("{} in cell {}: its trigger had failed and was reset", key.getName(), cell);
    }
    slots.register(job, cell, clock.instant());
  }

  private static boolean firesAlike(Trigger present, CronTrigger wanted) {
    return present instanceof CronTrigger cron
        && cron.getCronExpression().equals(wanted.getCronExpression())
        && cron.getTimeZone().getID().equals(wanted.getTimeZone().getID());
  }

  private void forgetVanished(Scheduler scheduler) throws SchedulerException {
    Set<JobKey> wanted = new HashSet<>();
    for (JobSettings job : jobs) {
      for (String cell : cells) {
        wanted.add(NightJob.key(job.job(), cell));
      }
    }
    for (Slot slot : slots.all()) {
      JobKey key = NightJob.key(slot.job(), slot.cell());
      if (!wanted.contains(key)) {
        scheduler.deleteJob(key);
        slots.forget(slot);
        log.warn("{} in cell {}: no longer configured, unscheduled", key.getName(), slot.cell());
      }
    }
  }
}
