package dev.lapse.schedule;

import static org.quartz.SimpleScheduleBuilder.simpleSchedule;
import static org.quartz.TriggerBuilder.newTrigger;

import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerKey;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Schedules the checks that run besides the jobs, each on one of the nodes. */
@Component
@ConditionalOnProperty("lapse.serve")
final class ScheduleChecks implements SmartLifecycle {
  /** The group of the checks; no cell can have this name. */
  static final String GROUP = "(checks)";

  private final ChangeSchedule change;
  private volatile boolean running;

  ScheduleChecks(ChangeSchedule change) {
    this.change = change;
  }

  @Override
  public void start() {
    change.inTransaction(
        "the checks",
        scheduler -> {
          repeat(
              scheduler,
              CheckScheduler.class,
              CheckScheduler.KEY,
              simpleSchedule().withIntervalInMinutes(1));
          repeat(
              scheduler,
              CheckStores.class,
              CheckStores.KEY,
              simpleSchedule().withIntervalInHours(1));
          // a node that starts may have a different catalog
          CatchUpTrigger.shared(scheduler, CheckStores.KEY);
        });
    running = true;
  }

  private static void repeat(
      Scheduler scheduler, Class<? extends Job> check, JobKey key, SimpleScheduleBuilder every)
      throws SchedulerException {
    scheduler.addJob(JobBuilder.newJob(check).withIdentity(key).storeDurably().build(), true);
    TriggerKey trigger = TriggerKey.triggerKey(key.getName(), GROUP);
    if (!scheduler.checkExists(trigger)) {
      scheduler.scheduleJob(
          newTrigger()
              .withIdentity(trigger)
              .forJob(key)
              .withSchedule(
                  every.repeatForever().withMisfireHandlingInstructionNextWithRemainingCount())
              .startNow()
              .build());
    } else if (scheduler.getTriggerState(trigger) == Trigger.TriggerState.ERROR) {
      scheduler.resetTriggerFromErrorState(trigger);
    }
  }

  @Override
  public void stop() {
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Same phase as {@link ScheduleJobs#getPhase}. */
  @Override
  public int getPhase() {
    return DEFAULT_PHASE - 1;
  }
}
