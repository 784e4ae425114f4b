package dev.lapse.report.forecast;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The timeline of one job in one cell: what its coming runs will find and do. Filled account by
 * account.
 *
 * <p>An account is found by the first run at or after its deadline. While on hold it is skipped
 * every night, until the first run at or after the end of the hold.
 */
final class JobTimeline {
  private final RunTimes times;
  private final Instant now;
  private final long[] newlyDue;
  private final long[] onHold;
  private final List<List<ForecastAccount>> done = new ArrayList<>();
  private long dueNow;
  private long onHoldNow;

  JobTimeline(RunTimes times, Instant now) {
    this.times = times;
    this.now = now;
    newlyDue = new long[times.size() + 1];
    onHold = new long[times.size() + 1];
    times.times().forEach(time -> done.add(new ArrayList<>()));
  }

  RunTimes times() {
    return times;
  }

  /**
   * Adds a deadline of an account.
   *
   * @param sets its kept sets; empty for the account itself
   * @param holdEnd when the hold on it ends, or null
   * @param after only runs after this one find it; null for all
   * @param gone runs after this one no longer find it; null if all do
   * @return when a run acts on it, or null if none does
   */
  @Nullable Instant add(
      String account,
      Set<String> sets,
      Instant due,
      @Nullable Instant holdEnd,
      @Nullable Instant after,
      @Nullable Instant gone) {
    int found = found(due, after);
    int acted = actsOn(due, holdEnd, after);
    int end = gone == null ? times.size() : times.firstAfter(gone);
    boolean already = after == null && !due.isAfter(now);
    if (already) {
      dueNow++;
      onHoldNow += holdEnd != null && holdEnd.isAfter(now) ? 1 : 0;
    }
    if (found >= end) {
      return null;
    }
    newlyDue[found] += already ? 0 : 1;
    for (int run = found; run < Math.min(acted, end); run++) {
      onHold[run]++;
    }
    if (acted >= end) {
      return null;
    }
    done.get(acted).add(new ForecastAccount(account, sets, already));
    return times.at(acted);
  }

  private int found(Instant due, @Nullable Instant after) {
    return Math.max(times.firstFrom(due), after == null ? 0 : times.firstAfter(after));
  }

  /** The run that acts on it; the number of runs if none does. */
  int actsOn(Instant due, @Nullable Instant holdEnd, @Nullable Instant after) {
    return Math.max(found(due, after), holdEnd == null ? 0 : times.firstFrom(holdEnd));
  }

  /** The first run that finds a deadline at this instant, or null. */
  @Nullable Instant foundAt(Instant due) {
    int found = times.firstFrom(due);
    return found == times.size() ? null : times.at(found);
  }

  long dueNow() {
    return dueNow;
  }

  long onHoldNow() {
    return onHoldNow;
  }

  long newlyDue(int run) {
    return newlyDue[run];
  }

  long onHold(int run) {
    return onHold[run];
  }

  List<ForecastAccount> done(int run) {
    return done.get(run);
  }
}
