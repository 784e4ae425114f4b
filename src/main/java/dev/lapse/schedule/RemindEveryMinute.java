package dev.lapse.schedule;

import dev.lapse.account.notice.SendReminders;
import dev.lapse.clock.DueClock;
import dev.lapse.event.delivery.ForgetEvents;
import dev.lapse.plan.AllJobSettings;
import dev.lapse.plan.JobSettings;
import dev.lapse.plan.RunMode;
import dev.lapse.policy.JobName;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Sends due reminders every minute while the program serves, and deletes old events every hour. A
 * node with nothing to do, because another one does it, finds that out with one statement.
 */
@Component
@ConditionalOnProperty("lapse.serve")
class RemindEveryMinute implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(RemindEveryMinute.class);
  private static final long PATIENCE_SECONDS = 3;

  private final SendReminders reminders;
  private final ForgetEvents forget;
  private final Set<JobName> enforced;
  private final DueClock clock;
  private @Nullable ScheduledExecutorService timer;

  RemindEveryMinute(
      SendReminders reminders, ForgetEvents forget, AllJobSettings jobs, DueClock clock) {
    this.reminders = reminders;
    this.forget = forget;
    this.enforced =
        jobs.byJob().values().stream()
            .filter(job -> job.mode() == RunMode.ENFORCE)
            .map(JobSettings::job)
            .collect(Collectors.toUnmodifiableSet());
    this.clock = clock;
  }

  @Override
  public synchronized void start() {
    ScheduledExecutorService started =
        Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "remind"));
    repeat(started, this::now, TimeUnit.MINUTES);
    repeat(started, () -> forget.old(clock.instant()), TimeUnit.HOURS);
    timer = started;
  }

  void now() {
    int sent = reminders.due(enforced, clock.instant());
    if (sent > 0) {
      log.info("{} reminders sent", sent);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the work ends with the timer
  private static void repeat(ScheduledExecutorService timer, Runnable work, TimeUnit every) {
    timer.scheduleWithFixedDelay(() -> attempt(work), 0, 1, every);
  }

  /** A failure, such as an unreachable database, must not end the repetition. */
  private static void attempt(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException failed) {
      log.error("sending reminders or deleting old events failed; retrying", failed);
    }
  }

  @Override
  public synchronized void stop() {
    ExecutorService started = timer;
    timer = null;
    if (started != null) {
      started.shutdownNow();
      try {
        if (!started.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          log.warn("reminders in progress did not finish in time; they are rolled back");
        }
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return timer != null;
  }
}
