package dev.lapse.cli.output;

import dev.lapse.run.record.RunStatus;
import dev.lapse.run.record.RunSummary;

/** The exit codes, as README.md lists them. */
public final class ExitCode {
  public static final int DONE = 0;
  public static final int FAILED = 1;
  public static final int WRONG_USAGE = 2;
  public static final int PARTLY_DONE = 3;
  static final int ALREADY_RUNNING = 4;
  static final int AWAITING_APPROVAL = 5;
  static final int REFUSED_BY_RULE = 6;
  static final int STOPPED = 7;

  private ExitCode() {}

  /** The exit code for the status of a run. */
  public static int of(RunSummary run) {
    for (RunStatus status : RunStatus.values()) {
      if (status.text().equals(run.status())) {
        return switch (status) {
          case COMPLETED -> DONE;
          case PARTIAL -> PARTLY_DONE;
          case FAILED -> FAILED;
          case AWAITING_APPROVAL -> AWAITING_APPROVAL;
          case STOPPED -> STOPPED;
          case RUNNING -> ALREADY_RUNNING;
        };
      }
    }
    throw new IllegalArgumentException("unknown status " + run.status());
  }
}
