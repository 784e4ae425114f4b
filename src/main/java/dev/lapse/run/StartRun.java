package dev.lapse.run;

import dev.lapse.account.RefusedByRule;
import dev.lapse.catalog.Catalog;
import dev.lapse.clock.DueClock;
import dev.lapse.file.InForce;
import dev.lapse.plan.AllJobSettings;
import dev.lapse.plan.RunMode;
import dev.lapse.policy.JobName;
import dev.lapse.policy.Policy;
import dev.lapse.run.record.AlreadyRunning;
import dev.lapse.run.record.Run;
import dev.lapse.run.record.RunLock;
import dev.lapse.run.record.RunRefused;
import dev.lapse.run.record.RunRequest;
import dev.lapse.run.record.RunSummary;
import dev.lapse.run.record.Runs;
import dev.lapse.run.record.SummarizeRun;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Starts, resumes and approves runs. Every change happens under the lock of the job and cell,
 * synchronously in this process: when a method returns, the run has ended. A run keeps the files
 * that were in force when it was started here.
 */
@Component
public class StartRun {
  private static final Logger log = LoggerFactory.getLogger(StartRun.class);
  private static final Consumer<Run> NOBODY = run -> {};

  private final Runs runs;
  private final ApprovePlan approvePlan;
  private final LaunchJob launch;
  private final SummarizeRun summarize;
  private final AllJobSettings settings;
  private final InForce<?> files;
  private final Supplier<Policy> policy;
  private final Supplier<Catalog> catalog;
  private final DataSource database;
  private final DueClock clock;

  StartRun(
      Runs runs,
      ApprovePlan approvePlan,
      LaunchJob launch,
      SummarizeRun summarize,
      AllJobSettings settings,
      InForce<?> files,
      Supplier<Policy> policy,
      Supplier<Catalog> catalog,
      DataSource database,
      DueClock clock) {
    this.runs = runs;
    this.approvePlan = approvePlan;
    this.launch = launch;
    this.summarize = summarize;
    this.settings = settings;
    this.files = files;
    this.policy = policy;
    this.catalog = catalog;
    this.database = database;
    this.clock = clock;
  }

  /**
   * Runs a job for a business date. A slot that is done is not run again: its result is returned. A
   * run that failed, stopped or was interrupted is resumed where it stopped.
   *
   * @throws AlreadyRunning if another process is running the job for this cell
   * @throws RunRefused if the date is in the future and this is not a dry run
   */
  public RunSummary start(RunRequest request) {
    return start(request, NOBODY);
  }

  /**
   * Runs a job for a business date, with a callback.
   *
   * @param begun called with the run, in this thread, once it has its number and starts; not called
   *     if the slot is done
   */
  public RunSummary start(RunRequest request, Consumer<Run> begun) {
    InForce.Keeping keeping = files.keep();
    try (keeping) {
      return request.dryRun() ? dryRun(request, begun) : underLock(request, begun);
    }
  }

  private RunSummary underLock(RunRequest request, Consumer<Run> begun) {
    requirePast(request.asOf());
    try (RunLock lock = RunLock.take(database, request.job(), request.cell())) {
      closeCrashedRuns(request.job(), request.cell());
      return summarize.summarize(runSlot(request, lock::isHeld, begun));
    }
  }

  /**
   * Runs a job as of now, for a caller that gave no date: an interrupted run is resumed first.
   *
   * @throws AlreadyRunning if another process is running the job for this cell
   */
  public RunSummary startNow(RunRequest request, Consumer<Run> begun) {
    Optional<RunSummary> resumed =
        request.dryRun() || request.rerun() || !request.accounts().isEmpty()
            ? Optional.empty()
            : resumeInterrupted(request.job(), request.cell(), request.actor(), begun);
    return resumed.orElseGet(() -> start(request, begun));
  }

  /**
   * Resumes the latest run of a job and cell if it was interrupted by a shutdown or a crash.
   *
   * @throws AlreadyRunning if another process is running the job for this cell
   */
  public Optional<RunSummary> resumeInterrupted(JobName job, String cell) {
    return resumeInterrupted(job, cell, "schedule", NOBODY);
  }

  private Optional<RunSummary> resumeInterrupted(
      JobName job, String cell, String actor, Consumer<Run> begun) {
    if (!runs.mayBeInterrupted(job, cell, settings.get(job).mode())) {
      // checking takes no lock, so that it does not keep others from running the job
      return Optional.empty();
    }
    InForce.Keeping keeping = files.keep();
    try (keeping;
        RunLock lock = RunLock.take(database, job, cell)) {
      closeCrashedRuns(job, cell);
      return runs.interrupted(job, cell, settings.get(job).mode())
          // started by a clock that ran ahead; it is resumed when its time has come
          .filter(run -> !run.asOf().isAfter(clock.instant()))
          .map(
              run -> {
                log.atWarn()
                    .addKeyValue(LogFields.RUN, run.id())
                    .log(
                        "run {} ({}, cell {}) was interrupted; resuming it",
                        run.id(),
                        job.text(),
                        cell);
                return summarize.summarize(goOn(run, run.scheduled(), actor, lock::isHeld, begun));
              });
    }
  }

  /**
   * Runs the plan that waits for approval, without the accounts that have changed since.
   *
   * @throws RunRefused if the run is not waiting for approval
   * @throws RefusedByRule if the policy, the catalog or the mode of the job has changed
   */
  public RunSummary approve(long id, String reason, String actor) {
    return approve(id, reason, actor, NOBODY);
  }

  /**
   * Approves and runs a plan, with a callback.
   *
   * @param begun called with the run, in this thread, once its approval is committed
   */
  public RunSummary approve(long id, String reason, String actor, Consumer<Run> begun) {
    Run run = runs.get(id);
    requirePast(run.asOf());
    InForce.Keeping keeping = files.keep();
    try (keeping;
        RunLock lock = RunLock.take(database, run.job(), run.cell())) {
      Run approved = approvePlan.approve(id, reason, actor, clock.instant());
      return summarize.summarize(launch.run(approved, lock::isHeld, begun));
    }
  }

  private RunSummary dryRun(RunRequest request, Consumer<Run> begun) {
    Run run =
        runs.add(
            request,
            settings.get(request.job()).mode(),
            0,
            policy.get().version(),
            catalog.get().version(),
            clock.instant());
    return summarize.summarize(launch.run(run, () -> true, begun));
  }

  private Run runSlot(RunRequest request, BooleanSupplier lockHeld, Consumer<Run> begun) {
    RunMode runMode = settings.get(request.job()).mode();
    Optional<Run> before = runs.ofSlot(request, runMode);
    if (request.rerun()) {
      int number = before.map(run -> run.rerun() + 1).orElse(0);
      return launch.run(
          runs.add(
              request,
              runMode,
              number,
              policy.get().version(),
              catalog.get().version(),
              clock.instant()),
          lockHeld,
          begun);
    }
    if (before.isEmpty()) {
      return launch.run(
          runs.add(
              request,
              runMode,
              0,
              policy.get().version(),
              catalog.get().version(),
              clock.instant()),
          lockHeld,
          begun);
    }
    Run known = before.get();
    return switch (known.status()) {
      case COMPLETED, AWAITING_APPROVAL -> known;
      case STOPPED, PARTIAL, FAILED, RUNNING ->
          known.planWasDiscarded() ? known : goOn(known, request, lockHeld, begun);
    };
  }

  private void requirePast(Instant asOf) {
    Instant now = clock.instant();
    if (asOf.isAfter(now)) {
      throw new RunRefused(
          "%s is in the future (it is %s now, by the earlier of this machine's and the database's clock); nothing is done early. Add --dry-run to look ahead"
              .formatted(asOf, now));
    }
  }

  private Run goOn(Run run, RunRequest request, BooleanSupplier lockHeld, Consumer<Run> begun) {
    return goOn(run, request.scheduled(), request.actor(), lockHeld, begun);
  }

  private Run goOn(
      Run run, boolean scheduled, String actor, BooleanSupplier lockHeld, Consumer<Run> begun) {
    runs.running(run.id(), scheduled, actor, clock.instant());
    return launch.run(runs.get(run.id()), lockHeld, begun);
  }

  private void closeCrashedRuns(JobName job, String cell) {
    List<Long> crashed = runs.markCrashed(job, cell, clock.instant());
    crashed.forEach(
        id ->
            log.atWarn()
                .addKeyValue(LogFields.RUN, id)
                .log(
                    "run {} ({}, cell {}) was abandoned by a process that no longer exists",
                    id,
                    job.text(),
                    cell));
  }
}
