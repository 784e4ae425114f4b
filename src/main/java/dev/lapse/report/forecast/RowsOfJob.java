package dev.lapse.report.forecast;

import dev.lapse.report.forecast.Forecast.Rows;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rows of a job by run, as far as they were counted. */
final class RowsOfJob {
  private final Sum[] byRun;
  private final Sum dueNow = new Sum();
  private final Sum total = new Sum();
  private final Set<String> troubles = new LinkedHashSet<>();

  RowsOfJob(int runs) {
    byRun = new Sum[runs];
    for (int run = 0; run < runs; run++) {
      byRun[run] = new Sum();
    }
  }

  private static final class Sum {
    long rows;
    long counted;
    long uncounted;

    void add(@Nullable Long more) {
      rows += more == null ? 0 : more;
      counted += more == null ? 0 : 1;
      uncounted += more == null ? 1 : 0;
    }
  }

  /** Adds an account; null rows if it was not counted. */
  void add(int run, ForecastAccount forecastAccount, @Nullable Long rows) {
    byRun[run].add(rows);
    total.add(rows);
    if (forecastAccount.dueNow()) {
      dueNow.add(rows);
    }
  }

  /** Records a problem that prevented counting. */
  void trouble(String why) {
    troubles.add(why);
  }

  List<String> troubles() {
    return List.copyOf(troubles);
  }

  @Nullable Rows get(int run) {
    return rows(byRun[run]);
  }

  @Nullable Rows dueNow() {
    return rows(dueNow);
  }

  @Nullable Rows total() {
    return rows(total);
  }

  /** The number of accounts that were counted. */
  long counted() {
    return total.counted;
  }

  private @Nullable Rows rows(Sum sum) {
    if (sum.uncounted == 0) {
      return new Rows(sum.rows, false);
    }
    return total.counted == 0
        ? null
        : new Rows(
            sum.rows + Math.round((double) total.rows / total.counted * sum.uncounted), true);
  }
}
