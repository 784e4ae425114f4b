package dev.lapse.cli.output;

import dev.lapse.run.RunAdvanced;
import java.time.Duration;
import java.util.Locale;

/** The progress of a run in one line, at most 100 characters long for usual numbers. */
final class ProgressLine {
  private static final int MILLIS = 1_000;
  private static final int MINUTE_SECONDS = 60;
  private static final int HOUR_SECONDS = 3_600;

  private ProgressLine() {}

  /** The line of a run in progress: how much is done, how fast, and the time left at that rate. */
  static String live(RunAdvanced run) {
    return head(run)
        + (run.rowsPlanned() == 0
            ? ""
            : text("  %,d of %,d rows  %s", run.rows(), run.rowsPlanned(), speed(run)))
        + "  "
        + seconds(left(run))
        + " left";
  }

  /** The last line of a run, completed or not. */
  static String last(RunAdvanced run) {
    return head(run)
        + (run.rowsPlanned() == 0 ? "" : text("  %,d rows  %s", run.rows(), speed(run)))
        + text("  in %.1f s", run.elapsed().toMillis() / (double) MILLIS);
  }

  private static String head(RunAdvanced run) {
    String job = run.job().text() + (run.cell().equals("main") ? "" : " (" + run.cell() + ")");
    return text("%-22s  %,5d of %,d accounts", job, run.accounts(), run.due());
  }

  private static String speed(RunAdvanced run) {
    return text("%,d rows/s", run.rows() * MILLIS / Math.max(1, run.elapsed().toMillis()));
  }

  private static Duration left(RunAdvanced run) {
    long all = run.rowsPlanned() == 0 ? run.due() : run.rowsPlanned();
    long done = run.rowsPlanned() == 0 ? run.accounts() : run.rows();
    return done == 0
        ? Duration.ZERO
        : Duration.ofMillis((long) (run.elapsed().toMillis() * (double) (all - done) / done));
  }

  private static String seconds(Duration time) {
    long seconds = Math.max(0, (time.toMillis() + MILLIS - 1) / MILLIS);
    if (seconds < MINUTE_SECONDS) {
      return seconds + " s";
    }
    return seconds < HOUR_SECONDS
        ? text("%d min %02d s", seconds / MINUTE_SECONDS, seconds % MINUTE_SECONDS)
        : text("%d h %02d min", seconds / HOUR_SECONDS, seconds % HOUR_SECONDS / MINUTE_SECONDS);
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
