package dev.lapse.run;

import dev.lapse.catalog.live.CompareClocks;
import dev.lapse.clock.DueClock;
import dev.lapse.erase.store.RunLockLost;
import dev.lapse.plan.AllJobSettings;
import dev.lapse.policy.EnumNames;
import dev.lapse.run.record.Run;
import dev.lapse.run.record.RunStatus;
import dev.lapse.run.record.Runs;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobExecutionException;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.stereotype.Component;

/** Runs the Spring Batch job of a run in this thread, from the start or from where it stopped. */
@Component
class LaunchJob {
  private static final Logger log = LoggerFactory.getLogger(LaunchJob.class);

  private final JobOperator operator;
  private final JobRepository repository;
  private final NightJobs jobs;
  private final ActiveRuns active;
  private final Runs runs;
  private final EnforcingExecutor enforcingExecutor;
  private final DryRunExecutor dryRunExecutor;
  private final AllJobSettings settings;
  private final TraceRun trace;
  private final CompareClocks clocks;
  private final DueClock dueClock;
  private final InstantSource clock;

  LaunchJob(
      JobOperator operator,
      JobRepository repository,
      NightJobs jobs,
      ActiveRuns active,
      Runs runs,
      EnforcingExecutor enforcingExecutor,
      DryRunExecutor dryRunExecutor,
      AllJobSettings settings,
      TraceRun trace,
      CompareClocks clocks,
      DueClock dueClock,
      InstantSource clock) {
    this.operator = operator;
    this.repository = repository;
    this.jobs = jobs;
    this.active = active;
    this.runs = runs;
    this.enforcingExecutor = enforcingExecutor;
    this.dryRunExecutor = dryRunExecutor;
    this.settings = settings;
    this.trace = trace;
    this.clocks = clocks;
    this.dueClock = dueClock;
    this.clock = clock;
  }

  /**
   * Runs the job, and returns the run as it ended. The caller holds the lock of the job and cell.
   *
   * @param begun called with the run as soon as it can be stopped
   */
  Run run(Run run, BooleanSupplier lockHeld, Consumer<Run> begun) {
    return LogFields.during(run, () -> trace.run(run, () -> carryOut(run, lockHeld, begun)));
  }

  private Run carryOut(Run run, BooleanSupplier lockHeld, Consumer<Run> begun) {
    ActiveRun current =
        new ActiveRun(
            run,
            settings.get(run.job()),
            run.changesNothing() ? dryRunExecutor : enforcingExecutor,
            lockHeld,
            () -> runs.stopRequested(run.id()),
            clock);
    active.add(current);
    String failure;
    try {
      begun.accept(run);
      Optional<String> refusal = clocks.refusal(run.cell());
      if (refusal.isPresent()) {
        failure = "nothing was done: " + refusal.get();
      } else {
        Job job = jobs.get(run.job());
        JobParameters parameters = parameters(run);
        recoverExecution(job, parameters);
        JobExecution execution = operator.start(job, parameters);
        Run ended = runs.get(run.id());
        if (ended.status() != RunStatus.RUNNING) {
          return ended;
        }
        failure = reason(execution);
      }
    } catch (JobExecutionException | RuntimeException failed) {
      log.error("run {} could not be carried out", run.id(), failed);
      failure = describe(failed);
    } finally {
      active.remove(current);
    }
    return failed(run, lockHeld, failure);
  }

  /**
   * After a crash an execution still has the status started, and after a lost connection unknown;
   * Spring Batch refuses to restart either. What was done is known nevertheless, from the plan and
   * from the counts in the stores.
   */
  private void recoverExecution(Job job, JobParameters parameters) {
    JobExecution last = repository.getLastJobExecution(job.getName(), parameters);
    if (last == null) {
      return;
    }
    if (last.isRunning()) {
      operator.recover(last);
    }
    for (StepExecution step : last.getStepExecutions()) {
      if (step.getStatus() == BatchStatus.UNKNOWN) {
        step.setStatus(BatchStatus.FAILED);
        repository.update(step);
      }
    }
    if (last.getStatus() == BatchStatus.UNKNOWN) {
      last.setStatus(BatchStatus.FAILED);
      repository.update(last);
    }
  }

  private Run failed(Run run, BooleanSupplier lockHeld, String error) {
    log.error("run {} ({}, cell {}) failed: {}", run.id(), run.job().text(), run.cell(), error);
    if (lockHeld.getAsBoolean()) {
      runs.ended(run.id(), RunStatus.FAILED, null, error, dueClock.instant());
    } else if (!runs.failedWithoutLock(run, error, dueClock.instant())) {
      // another process says what the run is now; here it must not look like a success
      throw new RunLockLost(
          "run %d (%s, cell %s): the lock of the run was lost, and another process has taken it over"
              .formatted(run.id(), run.job().text(), run.cell()));
    }
    return runs.get(run.id());
  }

  private static JobParameters parameters(Run run) {
    JobParametersBuilder parameters =
        new JobParametersBuilder()
            .addLong(NightJobs.RUN, run.id())
            .addString("cell", run.cell())
            .addString("asOf", run.asOf().toString())
            .addLong("rerun", (long) run.rerun())
            .addString("mode", EnumNames.of(run.mode()), false)
            .addString("dryRun", String.valueOf(run.dryRun()), false)
            .addString("actor", run.actor(), false);
    if (run.reason() != null) {
      parameters.addString("reason", run.reason(), false);
    }
    return parameters.toJobParameters();
  }

  private static String reason(JobExecution execution) {
    return execution.getAllFailureExceptions().isEmpty()
        ? "the job ended as " + execution.getStatus()
        : execution.getAllFailureExceptions().stream()
            .map(LaunchJob::describe)
            .distinct()
            .collect(Collectors.joining("; "));
  }

  private static String describe(Throwable failure) {
    Throwable root = NestedExceptionUtils.getMostSpecificCause(failure);
    return root instanceof IllegalStateException
        ? String.valueOf(root.getMessage())
        : root.toString();
  }
}
