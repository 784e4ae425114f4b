package dev.lapse.schedule;

import static org.quartz.SimpleScheduleBuilder.simpleSchedule;
import static org.quartz.TriggerBuilder.newTrigger;

import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerKey;

/**
 * Triggers one immediate check, on any node, whether a job and cell has something to catch up on.
 */
final class CatchUpTrigger {
  private static final String NAME = "look-once-";

  private CatchUpTrigger() {}

  /** One pending check serves all nodes that start until it runs. */
  static void shared(Scheduler scheduler, JobKey job) throws SchedulerException {
    TriggerKey key = TriggerKey.triggerKey(NAME + job.getName(), job.getGroup());
    switch (scheduler.getTriggerState(key)) {
      case NONE -> scheduler.scheduleJob(trigger(key, job));
      // it is already running, or was removed
      case COMPLETE, ERROR -> scheduler.rescheduleJob(key, trigger(key, job));
      case NORMAL, BLOCKED, PAUSED -> {}
    }
  }

  /**
   * Schedules a check in addition to any other: one of those may be running on the requesting node,
   * which is about to stop.
   *
   * @param from distinguishes this check from all others
   */
  static void handOver(Scheduler scheduler, JobKey job, String from) throws SchedulerException {
    TriggerKey key = TriggerKey.triggerKey(NAME + job.getName() + "-" + from, job.getGroup());
    if (scheduler.checkExists(job) && !scheduler.checkExists(key)) {
      scheduler.scheduleJob(trigger(key, job));
    }
  }

  private static Trigger trigger(TriggerKey key, JobKey job) {
    return newTrigger()
        .withIdentity(key)
        .forJob(job)
        .withSchedule(simpleSchedule().withMisfireHandlingInstructionFireNow())
        .build();
  }
}
