package dev.lapse.run.review;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.DataSet;
import dev.lapse.clock.Timestamps;
import dev.lapse.plan.AllJobSettings;
import dev.lapse.plan.PlanItems;
import dev.lapse.policy.JobName;
import dev.lapse.run.record.PlanStillValid;
import dev.lapse.run.record.Run;
import dev.lapse.run.record.RunStatus;
import dev.lapse.run.record.Runs;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Describes a plan that waits for approval. Reads Lapse's own database only. */
@Component
public class ReviewPlan {
  private static final int NIGHTS = 7;
  private static final String ITEMS =
      """
      select
        cast(due_at at time zone :zone as date) as day,
        on_hold,
        account_id = any(:changed) as changed,
        count(*) as accounts,
        sum(rows_planned) as rows
      from lapse.plan_item
      where run_id = :run
      group by 1, 2, 3
      order by 1, 2, 3
      """;
  private static final String LAST_NIGHTS =
      """
      select
        r.id,
        r.as_of,
        (select count(*) from lapse.plan_item i where i.run_id = r.id and i.outcome = 'done') as accounts
      from lapse.run r
      where r.job = :job
        and r.cell = :cell
        and r.id < :run
        and r.mode = 'enforce'
        and not r.dry_run
        and r.account_filter = '{}'
        and r.status in ('completed', 'partial')
      order by r.id desc
      limit :nights
      """;

  private final JdbcClient jdbc;
  private final Runs runs;
  private final PlanItems items;
  private final PlanStillValid valid;
  private final AllJobSettings settings;
  private final Supplier<Catalog> catalog;
  private final InstantSource clock;

  ReviewPlan(
      JdbcClient jdbc,
      Runs runs,
      PlanItems items,
      PlanStillValid valid,
      AllJobSettings settings,
      Supplier<Catalog> catalog,
      InstantSource clock) {
    this.jdbc = jdbc;
    this.runs = runs;
    this.items = items;
    this.valid = valid;
    this.settings = settings;
    this.catalog = catalog;
    this.clock = clock;
  }

  /** The plan of a run that waits for approval; empty for any other run. */
  public Optional<WaitingPlan> review(Run run) {
    return run.status() == RunStatus.AWAITING_APPROVAL
        ? Optional.of(describe(run))
        : Optional.empty();
  }

  private WaitingPlan describe(Run run) {
    Set<String> changed = items.changed(run.id(), run.job(), clock.instant()).keySet();
    Sums sums = sums(run, changed);
    Map<String, Long> sets = runs.plannedSets(run.id());
    List<EarlierRun> earlier = earlier(run);
    return new WaitingPlan(
        sums.accounts,
        sums.onHold,
        sums.leftOut,
        sums.rows,
        sets,
        notCounted(run),
        sums.due,
        kept(run),
        earlier.stream().map(EarlierRun::night).toList(),
        warnings(run, sums, sets, earlier));
  }

  private static final class Sums {
    private long accounts;
    private long onHold;
    private long leftOut;
    private long rows;
    private final List<WaitingPlan.DueSince> due = new ArrayList<>();

    private void add(LocalDate day, boolean hold, boolean changed, long accounts, long rows) {
      if (hold) {
        onHold += accounts;
      } else if (changed) {
        leftOut += accounts;
      } else {
        this.accounts += accounts;
        this.rows += rows;
        due.add(new WaitingPlan.DueSince(day, accounts, rows));
      }
    }
  }

  private Sums sums(Run run, Set<String> changed) {
    Sums sums = new Sums();
    jdbc.sql(ITEMS)
        .param("run", run.id())
        .param("zone", settings.get(run.job()).zone().getId())
        .param("changed", changed.toArray(String[]::new))
        .query(
            row -> {
              sums.add(
                  row.getObject("day", LocalDate.class),
                  row.getBoolean("on_hold"),
                  row.getBoolean("changed"),
                  row.getLong("accounts"),
                  row.getLong("rows"));
            });
    return sums;
  }

  private List<String> notCounted(Run run) {
    return run.job() == JobName.CUT_OFF
        ? List.of()
        : catalog.get().countedOnlyInRuns(run.cell(), run.job() == JobName.REMOVE_BILLING_DETAILS);
  }

  private List<WaitingPlan.KeptSet> kept(Run run) {
    List<WaitingPlan.KeptSet> kept = new ArrayList<>();
    if (run.job().erasesAccounts()) {
      for (DataSet set : catalog.get().sets()) {
        DataSet.Keep keep = set.keep();
        if (keep != null && catalog.get().isInCell(set, run.cell())) {
          kept.add(new WaitingPlan.KeptSet(set.name(), keep.why(), keep.duration().toString()));
        }
      }
    }
    return kept;
  }

  private record EarlierRun(long id, Instant asOf, long accounts, Map<String, Long> rows) {
    private WaitingPlan.Night night() {
      return new WaitingPlan.Night(
          id, asOf, accounts, rows.values().stream().mapToLong(Long::longValue).sum());
    }
  }

  private List<EarlierRun> earlier(Run run) {
    List<EarlierRun> withoutRows =
        jdbc.sql(LAST_NIGHTS)
            .param("job", run.job().text())
            .param("cell", run.cell())
            .param("run", run.id())
            .param("nights", NIGHTS)
            .query(
                (row, number) ->
                    new EarlierRun(
                        row.getLong("id"),
                        Timestamps.get(row, "as_of"),
                        row.getLong("accounts"),
                        Map.of()))
            .list();
    // not while the rows above are read: each read has a connection of its own
    return withoutRows.stream()
        .map(some -> new EarlierRun(some.id, some.asOf, some.accounts, items.rowsBySet(some.id)))
        .toList();
  }

  private List<String> warnings(
      Run run, Sums sums, Map<String, Long> sets, List<EarlierRun> earlier) {
    List<String> warnings = new ArrayList<>();
    valid.obstacle(run).ifPresent(why -> warnings.add("cannot be approved: " + why));
    if (earlier.isEmpty()) {
      warnings.add("there is no earlier run of this job and cell to compare with");
      return warnings;
    }
    long most = earlier.stream().mapToLong(EarlierRun::accounts).max().orElse(0);
    if (sums.accounts > most) {
      warnings.add(
          "%d accounts; the most in the last %d runs were %d"
              .formatted(sums.accounts, earlier.size(), most));
    }
    sets.keySet().stream()
        .filter(set -> earlier.stream().noneMatch(before -> before.rows().containsKey(set)))
        .forEach(set -> warnings.add(set + ": the last runs erased no rows of it"));
    return warnings;
  }
}
