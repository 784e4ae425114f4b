package dev.lapse.schedule;

import static org.quartz.SimpleScheduleBuilder.simpleSchedule;
import static org.quartz.TriggerBuilder.newTrigger;

import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerKey;

/** Lets some node look once, at once, whether a job and cell owes anything. */
final class LookOnce {
  private static final String NAME = "look-once-";

  private LookOnce() {}

  /** One look for all nodes that start until it takes place. */
  static void shared(Scheduler scheduler, JobKey job) throws SchedulerException {
    TriggerKey key = TriggerKey.triggerKey(NAME + job.getName(), job.getGroup());
    switch (scheduler.getTriggerState(key)) {
      case NONE -> scheduler.scheduleJob(trigger(key, job));
      // it is taking place, or never will
      case COMPLETE, ERROR -> scheduler.rescheduleJob(key, trigger(key, job));
      case NORMAL, BLOCKED, PAUSED -> {}
    }
  }

  /**
   * A look that is to come whatever other looks there are: one of them may be taking place on the
   * node that asks, which has no time left for it.
   *
   * @param from tells this look from all others
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
