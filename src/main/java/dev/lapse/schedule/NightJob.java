package dev.lapse.schedule;

import dev.lapse.catalog.live.ClockDifference;
import dev.lapse.catalog.live.CompareClocks;
import dev.lapse.clock.DueClock;
import dev.lapse.policy.JobName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.JobKey;
import org.quartz.SchedulerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * The Quartz job that executes one job in one cell to its end. Its key is the job's name, its group
 * the cell's name.
 *
 * <p>The run executes on Quartz's thread: only then does Quartz keep a second node from executing
 * the same job, and hand it to another node when this one dies.
 */
@DisallowConcurrentExecution
final class NightJob implements Job {
  private static final Logger log = LoggerFactory.getLogger(NightJob.class);
  private static final Duration LONGEST_WAIT = ClockDifference.ALLOWED.plusSeconds(1);

  private final RunDueSlot runDueSlot;
  private final InstantSource clock;
  private final Function<String, Optional<String>> refusal;

  @Autowired
  NightJob(RunDueSlot runDueSlot, DueClock clock, CompareClocks clocks) {
    this(runDueSlot, clock::instant, clocks::refusal);
  }

  /**
   * With explicit dependencies.
   *
   * @param clock decides which slots are due
   * @param refusal why runs in a cell are refused if the clocks differ
   */
  NightJob(RunDueSlot runDueSlot, InstantSource clock, Function<String, Optional<String>> refusal) {
    this.runDueSlot = runDueSlot;
    this.clock = clock;
    this.refusal = refusal;
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
        // by the slower clock no slot may be due yet; then nothing else would report it
        refusal
            .apply(key.getGroup())
            .ifPresent(
                why ->
                    log.error(
                        "{} in cell {}: the scheduled run is refused: {}",
                        job.text(),
                        key.getGroup(),
                        why));
        runDueSlot.runIfDue(job, key.getGroup());
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

  /** A stopping node is already on standby: another node does what it did not do. */
  private static void handOver(JobExecutionContext context, JobKey key)
      throws JobExecutionException {
    try {
      if (context.getScheduler().isInStandbyMode()) {
        CatchUpTrigger.handOver(context.getScheduler(), key, context.getFireInstanceId());
      }
    } catch (SchedulerException failed) {
      throw new JobExecutionException(failed, false);
    }
  }

  /**
   * Quartz fires up to two milliseconds early (QuartzSchedulerThread), and by the program's clock,
   * which may be ahead of the database's within the allowed difference. Without waiting, the slot
   * would not be due yet and would be lost.
   */
  private void waitUntil(Instant scheduled) throws InterruptedException {
    Duration early = Duration.between(clock.instant(), scheduled);
    if (!early.isNegative() && !early.isZero() && early.compareTo(LONGEST_WAIT) <= 0) {
      Thread.sleep(early.toMillis() + 1);
    }
  }
}
