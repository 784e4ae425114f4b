package dev.lapse.schedule;

import dev.lapse.clock.DueClock;
import dev.lapse.policy.JobName;
import dev.lapse.run.AlreadyRunning;
import dev.lapse.run.RunRequest;
import dev.lapse.run.RunSummary;
import dev.lapse.run.StartRun;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Does what a job and cell owes: goes on with a run that was interrupted, then starts the slot that
 * is due. Asked twice, it does nothing the second time.
 *
 * <p>A slot is recorded once its run exists, after the run ended. A crash before the run's row was
 * written leaves the slot due. A crash after it leaves the slot due as well, and a run that is gone
 * on with first; the slot is then started once more, which is no second run, because a run is
 * unique by job, cell, business date and rerun: {@link StartRun} answers with the run there is, and
 * the slot is recorded.
 */
@Component
final class RunDueSlot {
  private static final Logger log = LoggerFactory.getLogger(RunDueSlot.class);

  private final BiFunction<JobName, String, Optional<RunSummary>> resume;
  private final Function<RunRequest, RunSummary> start;
  private final SlotRecord slots;
  private final InstantSource clock;

  @Autowired
  RunDueSlot(StartRun runs, SlotRecord slots, DueClock clock) {
    this(runs::resumeInterrupted, runs::start, slots, clock::instant);
  }

  RunDueSlot(
      BiFunction<JobName, String, Optional<RunSummary>> resume,
      Function<RunRequest, RunSummary> start,
      SlotRecord slots,
      InstantSource clock) {
    this.resume = resume;
    this.start = start;
    this.slots = slots;
    this.clock = clock;
  }

  /**
   * A run that cannot be resumed does not keep the due slot from being started; its failure is
   * thrown after that.
   *
   * @throws RuntimeException if a run failed
   */
  void of(JobName job, String cell) {
    RuntimeException failure = attempt(job, cell, null, () -> goOn(job, cell));
    failure = attempt(job, cell, failure, () -> startDue(job, cell));
    if (failure != null) {
      throw failure;
    }
  }

  private void goOn(JobName job, String cell) {
    resume.apply(job, cell).ifPresent(run -> tell(job, cell, run));
  }

  private void startDue(JobName job, String cell) {
    Optional<Instant> due = slots.find(job, cell).flatMap(slot -> slot.due(clock.instant()));
    if (due.isEmpty()) {
      log.debug("{} in cell {}: no slot is due", job.text(), cell);
      return;
    }
    Instant slot = due.get();
    log.info("{} in cell {}: slot {} is due", job.text(), cell, slot);
    RunRequest request =
        new RunRequest(job, cell, slot, false, List.of(), false, null, "schedule", true);
    try {
      tell(job, cell, start.apply(request));
    } finally {
      slots.started(job, cell, slot);
    }
  }

  private static void tell(JobName job, String cell, RunSummary run) {
    if (run.status().equals("failed")) {
      throw new IllegalStateException("run %d failed: %s".formatted(run.run(), run.message()));
    }
    log.info("{} in cell {}: run {} is {}", job.text(), cell, run.run(), run.status());
  }

  private static @Nullable RuntimeException attempt(
      JobName job, String cell, @Nullable RuntimeException earlier, Runnable work) {
    try {
      work.run();
      return earlier;
    } catch (AlreadyRunning running) {
      log.info("{} in cell {}: {}; left to it", job.text(), cell, running.getMessage());
      return earlier;
    } catch (RuntimeException failed) {
      log.error("{} in cell {} failed", job.text(), cell, failed);
      if (earlier == null) {
        return failed;
      }
      earlier.addSuppressed(failed);
      return earlier;
    }
  }
}
