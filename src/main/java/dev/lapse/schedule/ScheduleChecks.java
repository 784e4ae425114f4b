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
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * What the scheduler does besides the jobs: one of all nodes looks whether things are as they
 * should.
 */
@Component
@ConditionalOnProperty("lapse.serve")
final class ScheduleChecks implements SmartLifecycle {
  /** No cell can have this name. */
  static final String GROUP = "(checks)";

  private final ObjectProvider<Scheduler> quartz;
  private final SlotRecord slots;
  private final TransactionOperations transaction;
  private volatile boolean running;

  ScheduleChecks(
      ObjectProvider<Scheduler> quartz, SlotRecord slots, TransactionOperations transaction) {
    this.quartz = quartz;
    this.slots = slots;
    this.transaction = transaction;
  }

  @Override
  public void start() {
    transaction.executeWithoutResult(
        begun -> {
          slots.waitForOtherNodes();
          try {
            Scheduler scheduler = quartz.getObject();
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
            lookAtStores(scheduler);
          } catch (SchedulerException failed) {
            throw new IllegalStateException("the checks cannot be scheduled", failed);
          }
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

  /** The catalog of a node that starts may be another one. */
  private static void lookAtStores(Scheduler scheduler) throws SchedulerException {
    LookOnce.shared(scheduler, CheckStores.KEY);
  }

  @Override
  public void stop() {
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** As {@link ScheduleJobs#getPhase}. */
  @Override
  public int getPhase() {
    return DEFAULT_PHASE - 1;
  }
}
