package dev.lapse.run;

import dev.lapse.policy.JobName;
import java.util.Optional;

/** Starts a run, or goes on with one that was interrupted. */
public final class StartRun {
  /**
   * Runs to the end. A slot that is already done is not started again: its summary is returned.
   *
   * @throws AlreadyRunning if another process runs this job and cell
   */
  public RunSummary start(RunRequest request) {
    throw new UnsupportedOperationException("not written yet: " + request);
  }

  /**
   * Goes on with the run of this job and cell that a shutdown or a crash interrupted, if there is
   * one.
   */
  public Optional<RunSummary> resumeInterrupted(JobName job, String cell) {
    throw new UnsupportedOperationException("not written yet: " + job + " in " + cell);
  }
}
