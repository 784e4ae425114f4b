package dev.lapse.report.forecast;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What will be cut off, purged, expired and removed, if nobody lapses, comes back or places a hold
 * meanwhile, and if every run completes.
 *
 * @param from the current time
 * @param jobs one entry per job and cell
 */
public record Forecast(Instant from, int days, List<OfJob> jobs) {
  /**
   * One job in one cell.
   *
   * @param mode with {@code observe} the schedule changes nothing
   * @param zone time zone of the days
   * @param dueNow accounts that are already due
   * @param runs the runs that find something, in order
   * @param notes remarks on the numbers
   */
  public record OfJob(
      String job,
      String cell,
      String mode,
      String zone,
      OpenWork dueNow,
      List<OfRun> runs,
      Total total,
      List<String> notes) {}

  /**
   * Accounts that are already due.
   *
   * @param onHold how many of the accounts are on hold
   * @param rows rows of the accounts that are not on hold; null if they were not counted
   */
  public record OpenWork(long accounts, long onHold, @Nullable Rows rows) {}

  /**
   * One run.
   *
   * @param asOf its business date
   * @param day the business date as a day in the job's zone
   * @param newlyDue accounts that no earlier run finds due and that are not due now
   * @param due accounts in its plan
   * @param onHold how many of these are on hold and skipped
   * @param done the other accounts
   * @param rows rows of the accounts that are done; null if they were not counted
   * @param overLimit why it waits for approval, or null
   * @param pastWindow why it will not end in its window, or null
   */
  public record OfRun(
      Instant asOf,
      LocalDate day,
      long newlyDue,
      long due,
      long onHold,
      long done,
      @Nullable Rows rows,
      @Nullable String overLimit,
      @Nullable String pastWindow) {}

  /** The sum over all runs. */
  public record Total(long done, @Nullable Rows rows) {}

  /**
   * A number of rows.
   *
   * @param estimated true if some accounts were not counted but estimated by the mean of others
   */
  public record Rows(long number, boolean estimated) {
    Rows plus(Rows more) {
      return new Rows(number + more.number, estimated || more.estimated);
    }
  }
}
