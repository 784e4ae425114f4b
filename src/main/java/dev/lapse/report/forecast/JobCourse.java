package dev.lapse.report.forecast;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the coming runs of one job in one cell will find and do; filled account by account.
 *
 * <p>An account is found by the first run that is not before its deadline. On hold it is skipped,
 * night after night, until the first run that is not before the end of the hold.
 */
final class JobCourse {
  private final RunTimes times;
  private final Instant now;
  private final long[] newlyDue;
  private final long[] onHold;
  private final List<List<Planned>> done = new ArrayList<>();
  private long dueNow;
  private long onHoldNow;

  JobCourse(RunTimes times, Instant now) {
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
   * Adds what is due of an account.
   *
   * @param sets what outlived it; empty if it is about the account itself
   * @param holdEnd until when a hold forbids it, or null
   * @param after only runs after this one find it; null for all
   * @param gone runs after this one do not find it any more; null if all do
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
    done.get(acted).add(new Planned(account, sets, already));
    return times.at(acted);
  }

  private int found(Instant due, @Nullable Instant after) {
    return Math.max(times.firstFrom(due), after == null ? 0 : times.firstAfter(after));
  }

  /** The run that acts on it; the number of runs if none does. */
  int actsOn(Instant due, @Nullable Instant holdEnd, @Nullable Instant after) {
    return Math.max(found(due, after), holdEnd == null ? 0 : times.firstFrom(holdEnd));
  }

  /** The first run that finds something that is due then, or null. */
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

  List<Planned> done(int run) {
    return done.get(run);
  }
}
