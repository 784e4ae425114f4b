package dev.lapse.report;

import static dev.lapse.report.Gauges.gauge;
import static dev.lapse.report.Gauges.seconds;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.Store;
import dev.lapse.clock.Timestamps;
import dev.lapse.event.delivery.DeadLetters;
import dev.lapse.report.ReadTotals.Totals;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Metrics of everything that waits for a person or blocks erasures. */
@Component
class ReadBlockers implements MetricSource {
  private static final String HOLDS =
      """
      select count(*)
      from lapse.hold
      where released_at is null
        and (until is null or until > :now)
      """;
  private static final String AWAITING_APPROVAL =
      """
      select count(*)
      from lapse.run
      where status = 'awaiting-approval'
      """;
  private static final String RESIDUE =
      """
      select coalesce(sum(r.rows), 0)
      from lapse.residue r
      join lapse.account a on a.id = r.account_id and a.lapse_number = r.lapse_number
      where a.erased_at is null
      """;

  /** An account that is no longer due no longer counts as failing. */
  private static final String REPEATED_FAILURES =
      """
      select count(distinct f.account_id)
      from lapse.failing f
      cross join lateral (
        select
        from lapse.due d
        where d.job = f.job
          and d.account_id = f.account_id
          and d.lapse_number = f.lapse_number
        limit 1 -- one look-up for each failing account, not a join with all that is due
      ) due
      where f.nights >= :nights
      """;

  private static final int NIGHTS = 3;
  private static final String UNCLASSIFIED =
      """
      select store, max(tables) as tables
      from lapse.unclassified
      group by store
      """;
  private static final String LAST_CHECK =
      """
      select max(at) as at
      from lapse.scheduler_check
      """;

  private final JdbcClient jdbc;
  private final DeadLetters deadLetters;
  private final Supplier<Catalog> catalog;

  ReadBlockers(JdbcClient jdbc, DeadLetters deadLetters, Supplier<Catalog> catalog) {
    this.jdbc = jdbc;
    this.deadLetters = deadLetters;
    this.catalog = catalog;
  }

  @Override
  public List<MetricSnapshot> read(Instant now, Totals totals) {
    List<MetricSnapshot> all = new ArrayList<>();
    all.add(
        gauge("lapse_holds", "Holds in force")
            .is(number(jdbc.sql(HOLDS).param("now", Timestamps.parameter(now))))
            .done());
    all.add(
        gauge("lapse_runs_awaiting_approval", "Runs that exceeded a limit and are not approved yet")
            .is(number(jdbc.sql(AWAITING_APPROVAL)))
            .done());
    all.add(
        gauge(
                "lapse_residue_rows",
                "Rows of accounts not yet erased that the last verification still found")
            .is(number(jdbc.sql(RESIDUE)))
            .done());
    all.add(
        gauge(
                "lapse_repeated_failure_accounts",
                "Accounts that failed on three nights or more and are still not done")
            .is(number(jdbc.sql(REPEATED_FAILURES).param("nights", NIGHTS)))
            .done());
    all.add(
        gauge(
                "lapse_dead_letters",
                "Deliveries of events that were given up and wait for an operator")
            .is(deadLetters.count())
            .done());
    all.add(
        seconds(
                "lapse_scheduler_last_check_timestamp_seconds",
                "When the scheduler of any node last fired; 0 before the first time")
            .is(
                jdbc.sql(LAST_CHECK)
                    .query((row, index) -> epochSeconds(Timestamps.find(row, "at")))
                    .single())
            .done());
    Gauges unclassified = unclassified();
    all.add(unclassified.done());
    return all;
  }

  private Gauges unclassified() {
    Map<String, Long> tables = new TreeMap<>();
    jdbc.sql(UNCLASSIFIED)
        .query(
            row -> {
              tables.put(row.getString("store"), row.getLong("tables"));
            });
    Gauges gauge =
        gauge(
            "lapse_unclassified_tables",
            "Tables that the catalog does not classify, as of the last check of the store");
    for (Store store : catalog.get().stores()) {
      Long known = tables.get(store.name());
      if (known != null) {
        gauge.is(known, "store", store.name());
      }
    }
    return gauge;
  }

  static double epochSeconds(@Nullable Instant instant) {
    return instant == null ? 0 : instant.toEpochMilli() / 1000.0;
  }

  private static long number(JdbcClient.StatementSpec statement) {
    return statement.query(Long.class).single();
  }
}
