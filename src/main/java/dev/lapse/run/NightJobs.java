package dev.lapse.run;

import dev.lapse.file.InForce;
import dev.lapse.plan.AllJobSettings;
import dev.lapse.policy.JobName;
import dev.lapse.run.record.RunStatus;
import dev.lapse.run.record.Runs;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.listener.JobExecutionListener;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.batch.infrastructure.support.transaction.ResourcelessTransactionManager;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * The four Spring Batch jobs. All have the same steps: plan, act, verify, report. They differ only
 * in how they act, which {@link EnforcingExecutor} defines.
 *
 * <p>Steps manage their own transactions, because they commit to two databases in an order that
 * matters.
 */
@Component
class NightJobs {
  /** The job parameter that names the run. */
  static final String RUN = "run";

  private final JobRepository repository;
  private final ActiveRuns active;
  private final Runs runs;
  private final TraceRun trace;
  private final InForce<?> files;
  private final PlatformTransactionManager none = new ResourcelessTransactionManager();
  private final Map<JobName, Job> jobs;

  NightJobs(
      JobRepository repository,
      ActiveRuns active,
      Runs runs,
      TraceRun trace,
      InForce<?> files,
      AllJobSettings settings,
      PlanStep plan,
      ActStep act,
      VerifyStep verify,
      ReportStep report) {
    this.repository = repository;
    this.active = active;
    this.runs = runs;
    this.trace = trace;
    this.files = files;
    this.jobs =
        Arrays.stream(JobName.values())
            .collect(
                Collectors.toMap(
                    name -> name,
                    name ->
                        job(
                            name,
                            plan,
                            workers("act", act::next, settings.get(name).parallelism()),
                            workers("verify", verify::next, settings.get(name).parallelism()),
                            report,
                            act)));
  }

  Job get(JobName name) {
    return Objects.requireNonNull(jobs.get(name));
  }

  private Job job(
      JobName name, PlanStep plan, Step acting, Step verifying, ReportStep report, ActStep act) {
    return new JobBuilder(name.text(), repository)
        .listener(new StatusOfRun())
        .start(
            step(
                "plan",
                active -> {
                  plan.run(active);
                  act.prepare(active);
                }))
        .next(acting)
        .next(verifying)
        .next(step("report", report::run))
        .build();
  }

  private Step step(String name, Consumer<ActiveRun> work) {
    return new StepBuilder(name, repository)
        .tasklet(
            (contribution, context) -> {
              ActiveRun run = active(context);
              return trace.part(
                  name,
                  run.run(),
                  () -> {
                    work.accept(run);
                    return RepeatStatus.FINISHED;
                  });
            },
            none)
        .allowStartIfComplete(true)
        .build();
  }

  /**
   * A step on several workers. Their names are fixed, because they become labels of metrics.
   *
   * @param next does one more part of the work; false if there is none
   */
  private Step workers(String name, Predicate<ActiveRun> next, int workers) {
    String worker = name + "-worker";
    return new StepBuilder(name, repository)
        .partitioner(worker, NightJobs::workers)
        .step(
            new StepBuilder(worker, repository)
                .tasklet(
                    (contribution, context) -> RepeatStatus.continueIf(next.test(active(context))),
                    none)
                .allowStartIfComplete(true)
                .build())
        .gridSize(workers)
        .taskExecutor(workers())
        .allowStartIfComplete(true)
        .build();
  }

  private SimpleAsyncTaskExecutor workers() {
    SimpleAsyncTaskExecutor threads = new SimpleAsyncTaskExecutor("lapse-");
    threads.setTaskDecorator(work -> files.handedOn(LogFields.handedOn(work)));
    return threads;
  }

  private ActiveRun active(ChunkContext context) {
    Object run = context.getStepContext().getJobParameters().get(RUN);
    return active.get(((Number) Objects.requireNonNull(run)).longValue());
  }

  /**
   * Gives the Spring Batch execution the status of the run's row: only a run that did all of its
   * work is completed.
   */
  private final class StatusOfRun implements JobExecutionListener {
    @Override
    public void beforeJob(JobExecution execution) {
      runs.setBatchExecution(run(execution), execution.getId());
    }

    @Override
    public void afterJob(JobExecution execution) {
      if (execution.getStatus() != BatchStatus.COMPLETED) {
        return;
      }
      RunStatus status = runs.get(run(execution)).status();
      execution.setExitStatus(new ExitStatus(status.text()));
      execution.setStatus(
          switch (status) {
            case COMPLETED -> BatchStatus.COMPLETED;
            case STOPPED, AWAITING_APPROVAL -> BatchStatus.STOPPED;
            case PARTIAL, FAILED, RUNNING -> BatchStatus.FAILED;
          });
    }

    private long run(JobExecution execution) {
      return Objects.requireNonNull(execution.getJobParameters().getLong(RUN));
    }
  }

  private static Map<String, ExecutionContext> workers(int number) {
    Map<String, ExecutionContext> workers = new HashMap<>();
    for (int worker = 1; worker <= number; worker++) {
      workers.put("worker-" + worker, new ExecutionContext());
    }
    return workers;
  }
}
