package dev.lapse.report;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.DataSet;
import dev.lapse.erase.store.BlockReason;
import dev.lapse.policy.JobName;
import dev.lapse.report.ReadTotals.Totals;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Counters: outcomes, rows, blocked erasures, early actions. */
@Component
class ReadCounters implements MetricSource {
  private static final List<String> OUTCOMES = List.of("done", "skipped", "failed");
  private static final String EARLY =
      """
      select count(*)
      from lapse.early_action
      """;

  private final JdbcClient jdbc;
  private final Supplier<Catalog> catalog;

  ReadCounters(JdbcClient jdbc, Supplier<Catalog> catalog) {
    this.jdbc = jdbc;
    this.catalog = catalog;
  }

  @Override
  public List<MetricSnapshot> read(Instant now, Totals totals) {
    CounterSnapshot.Builder enforced =
        counter("lapse_enforced_accounts", "Outcomes of accounts in runs, counting each attempt");
    for (JobName job : JobName.values()) {
      for (String outcome : OUTCOMES) {
        enforced.dataPoint(
            point(
                totals.get("enforced-accounts", job.text(), outcome),
                "job",
                job.text(),
                "outcome",
                outcome));
      }
    }
    CounterSnapshot.Builder rows =
        counter("lapse_erased_rows", "Rows erased or anonymized, by store and set");
    for (String set : sets(totals)) {
      int dot = set.indexOf('.');
      rows.dataPoint(
          point(
              totals.get("erased-rows", "", set),
              "store",
              set.substring(0, dot),
              "set",
              set.substring(dot + 1)));
    }
    CounterSnapshot.Builder blocked =
        counter(
            "lapse_blocked_erasures", "Accounts that were due and could not be erased, by reason");
    for (BlockReason reason : BlockReason.values()) {
      blocked.dataPoint(
          point(totals.get("blocked-erasures", "", reason.text()), "reason", reason.text()));
    }
    CounterSnapshot.Builder early =
        counter("lapse_early_actions", "Actions taken before they were due; must stay 0")
            .dataPoint(point(jdbc.sql(EARLY).query(Long.class).single()));
    return List.of(enforced.build(), rows.build(), blocked.build(), early.build());
  }

  /** The sets of the current catalog and of earlier ones. The name of a store has no dot. */
  private Set<String> sets(Totals totals) {
    Set<String> sets = new TreeSet<>(totals.parts("erased-rows"));
    catalog.get().sets().stream().filter(DataSet::isOwned).map(DataSet::name).forEach(sets::add);
    catalog
        .get()
        .otherStores()
        .forEach(store -> store.sets().forEach(set -> sets.add(store.name() + "." + set)));
    return sets;
  }

  private static CounterSnapshot.Builder counter(String name, String help) {
    return CounterSnapshot.builder().name(name).help(help);
  }

  private static CounterDataPointSnapshot point(double value, String... labels) {
    return CounterDataPointSnapshot.builder().labels(Labels.of(labels)).value(value).build();
  }
}
