package dev.lapse.report.forecast;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What will be cut off, purged, expired and removed, if nobody lapses, comes back or places a hold
 * meanwhile, and if every run does all of its work.
 *
 * @param from the present
 * @param jobs one for each job and cell
 */
public record Forecast(Instant from, int days, List<OfJob> jobs) {
  /**
   * One job in one cell.
   *
   * @param mode the schedule changes nothing where it is {@code observe}
   * @param zone in which the days are
   * @param dueNow what the next run finds already
   * @param runs those that find something, in their order
   * @param notes what is to be said of the numbers
   */
  public record OfJob(
      String job,
      String cell,
      String mode,
      String zone,
      Backlog dueNow,
      List<OfRun> runs,
      Total total,
      List<String> notes) {}

  /**
   * What is due already.
   *
   * @param onHold of the accounts
   * @param rows of those that are not on hold; null where they were not counted
   */
  public record Backlog(long accounts, long onHold, @Nullable Rows rows) {}

  /**
   * One run.
   *
   * @param asOf its business date
   * @param day the same as a day in the zone of the job
   * @param newlyDue accounts that no earlier run found due, and that are not due now
   * @param due accounts that its plan has
   * @param onHold of these; they are skipped
   * @param done the others
   * @param rows of those that are done; null where they were not counted
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

  /** Over all runs. */
  public record Total(long done, @Nullable Rows rows) {}

  /**
   * A number of rows.
   *
   * @param estimated true if some accounts were not counted and stand in it with the mean of others
   */
  public record Rows(long number, boolean estimated) {
    Rows plus(Rows more) {
      return new Rows(number + more.number, estimated || more.estimated);
    }
  }
}
