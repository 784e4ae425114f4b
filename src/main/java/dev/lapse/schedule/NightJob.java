package dev.lapse.schedule;

import dev.lapse.policy.JobName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.JobKey;
import org.quartz.SchedulerException;
import org.slf4j.MDC;

/**
 * What Quartz executes: one job in one cell, until it is done. Its key is the job's name in the
 * group of the cell's.
 *
 * <p>The run takes place on Quartz's thread: only so does Quartz keep a second node from executing
 * the same job, and give the job to a survivor when this node dies.
 */
@DisallowConcurrentExecution
final class NightJob implements Job {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

  private final RunDueSlot runDueSlot;
  private final Clock clock;

  NightJob(RunDueSlot runDueSlot, Clock clock) {
    this.runDueSlot = runDueSlot;
    this.clock = clock;
  }

  static JobKey key(JobName job, String cell) {
    return JobKey.jobKey(job.text(), cell);
  }

  @Override
  public void execute(JobExecutionContext context) throws JobExecutionException {
    JobKey key = context.getJobDetail().getKey();
    JobName job = JobName.of(key.getName()).orElseThrow();
    MDC.put("lapse.job", job.text());
    MDC.put("lapse.cell", key.getGroup());
    try {
      if (!context.getScheduler().isInStandbyMode()) {
        waitUntil(context.getScheduledFireTime().toInstant());
        runDueSlot.of(job, key.getGroup());
      }
    } catch (SchedulerException failed) {
      throw new JobExecutionException(failed, false);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new JobExecutionException(interrupted, false);
    } catch (RuntimeException failed) {
      throw new JobExecutionException(
          "%s in cell %s: %s".formatted(job.text(), key.getGroup(), failed.getMessage()),
          failed,
          false);
    } finally {
      MDC.clear();
      handOver(context, key);
    }
  }

  /** A node that ends stands by already: what it did not do, another one does. */
  private static void handOver(JobExecutionContext context, JobKey key)
      throws JobExecutionException {
    try {
      if (context.getScheduler().isInStandbyMode()) {
        LookOnce.handOver(context.getScheduler(), key, context.getFireInstanceId());
      }
    } catch (SchedulerException failed) {
      throw new JobExecutionException(failed, false);
    }
  }

  /**
   * Quartz fires up to two milliseconds early (QuartzSchedulerThread). A slot would then not be due
   * yet, and its night be lost.
   */
  private void waitUntil(Instant scheduled) throws InterruptedException {
    Duration early = Duration.between(clock.instant(), scheduled);
    if (!early.isNegative() && !early.isZero() && early.compareTo(LONGEST_WAIT) <= 0) {
      Thread.sleep(early.toMillis() + 1);
    }
  }
}
