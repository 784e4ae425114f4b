package dev.lapse.report;

import static dev.lapse.report.Gauges.gauge;
import static dev.lapse.report.Gauges.seconds;

import dev.lapse.account.Cells;
import dev.lapse.account.DueAccounts;
import dev.lapse.account.DueAccounts.Backlog;
import dev.lapse.policy.JobName;
import dev.lapse.report.ReadTotals.Totals;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Metrics of accounts by state, and of overdue accounts. */
@Component
class ReadBacklog implements MetricSource {
  private final CountAccounts accounts;
  private final DueAccounts due;
  private final List<String> cells;

  ReadBacklog(CountAccounts accounts, DueAccounts due, Cells cells) {
    this.accounts = accounts;
    this.due = due;
    this.cells = cells.names();
  }

  @Override
  public List<MetricSnapshot> read(Instant now, Totals totals) {
    CountAccounts.Counted counted = accounts.count();
    Gauges byState = gauge("lapse_accounts", "Accounts by state; erased accounts keep their state");
    counted.byState().forEach((state, number) -> byState.is(number, "state", state));
    Set<String> allCells = new TreeSet<>(cells);
    allCells.addAll(counted.cells());
    Gauges dueAccounts =
        gauge("lapse_due_accounts", "Accounts due now and not done, excluding those on hold");
    Gauges overdue =
        seconds(
            "lapse_overdue_seconds",
            "How long the longest overdue account has been due; 0 if none");
    for (JobName job : JobName.values()) {
      Map<String, Backlog> backlog = due.backlog(job, allCells, now);
      dueAccounts.is(
          backlog.values().stream().mapToLong(Backlog::accounts).sum(), "job", job.text());
      for (String cell : allCells) {
        overdue.is(age(backlog.get(cell), now), "job", job.text(), "cell", cell);
      }
    }
    return List.of(byState.done(), dueAccounts.done(), overdue.done());
  }

  private static double age(@Nullable Backlog backlog, Instant now) {
    return backlog == null ? 0 : Duration.between(backlog.oldest(), now).toMillis() / 1000.0;
  }
}
