package dev.lapse.run.review;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/**
 * What one approves.
 *
 * @param accounts that an approval would act on
 * @param onHold accounts on hold when the plan was made: they are left out
 * @param leftOut other accounts that have changed since and are left out
 * @param rows of these accounts, as counted when the plan was made
 * @param sets rows by {@code store.schema.table}, counted at the same time; with accounts that have
 *     changed since, without those on hold
 * @param setsNotCounted sets with rows that are counted only in the run: they go with the last
 *     account that has them
 * @param due the accounts by the day since which they are due, oldest first
 * @param kept sets whose rows stay
 * @param lastNights the latest runs of the job and cell that did something, newest first
 * @param warnings in sentences; what keeps the plan from being approved comes first
 */
public record WaitingPlan(
    long accounts,
    long onHold,
    long leftOut,
    long rows,
    Map<String, Long> sets,
    List<String> setsNotCounted,
    List<DueSince> due,
    List<KeptSet> kept,
    List<Night> lastNights,
    List<String> warnings) {
  /**
   * Accounts that are due since a day.
   *
   * @param day in the job's zone
   */
  public record DueSince(LocalDate day, long accounts, long rows) {}

  /**
   * A set that is kept.
   *
   * @param why as the catalog says it
   * @param keepFor an ISO-8601 period
   */
  public record KeptSet(String set, String why, String keepFor) {}

  /** What an earlier run did. */
  public record Night(long run, Instant asOf, long accounts, long rows) {}
}
