package dev.lapse.schedule;

import dev.lapse.clock.DueClock;
import dev.lapse.policy.JobName;
import dev.lapse.run.StartRun;
import dev.lapse.run.record.AlreadyRunning;
import dev.lapse.run.record.RunRequest;
import dev.lapse.run.record.RunSummary;
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
 * Catches up for a job and cell: resumes an interrupted run, then starts the due slot. A second
 * call does nothing.
 *
 * <p>A slot is recorded after its run has ended. A crash before the run's row was written leaves
 * the slot due. A crash after it also leaves the slot due, and a run that is resumed first; then
 * the slot is started again. That does not make a second run, because a run is unique by job, cell,
 * business date and rerun: {@link StartRun} returns the existing run, and the slot is recorded.
 */
@Component
final class RunDueSlot {
  private static final Logger log = LoggerFactory.getLogger(RunDueSlot.class);

  private final BiFunction<JobName, String, Optional<RunSummary>> resume;
  private final Function<RunRequest, RunSummary> start;
  private final SlotRepository slots;
  private final InstantSource clock;

  @Autowired
  RunDueSlot(StartRun runs, SlotRepository slots, DueClock clock) {
    this(runs::resumeInterrupted, runs::start, slots, clock::instant);
  }

  RunDueSlot(
      BiFunction<JobName, String, Optional<RunSummary>> resume,
      Function<RunRequest, RunSummary> start,
      SlotRepository slots,
      InstantSource clock) {
    this.resume = resume;
    this.start = start;
    this.slots = slots;
    this.clock = clock;
  }

  /**
   * A run that cannot be resumed does not prevent the due slot from starting; its failure is thrown
   * afterwards.
   *
   * @throws RuntimeException if a run failed
   */
  void runIfDue(JobName job, String cell) {
    RuntimeException failure = attempt(job, cell, null, () -> resume(job, cell));
    failure = attempt(job, cell, failure, () -> startDue(job, cell));
    if (failure != null) {
      throw failure;
    }
  }

  private void resume(JobName job, String cell) {
    resume.apply(job, cell).ifPresent(run -> logResult(job, cell, run));
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
      logResult(job, cell, start.apply(request));
    } finally {
      slots.started(job, cell, slot);
    }
  }

  private static void logResult(JobName job, String cell, RunSummary run) {
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
      log.info("{} in cell {}: {}; leaving the slot to it", job.text(), cell, running.getMessage());
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
