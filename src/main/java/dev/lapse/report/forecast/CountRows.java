package dev.lapse.report.forecast;

import dev.lapse.account.RowCounts;
import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.DataSet;
import dev.lapse.erase.DueKept;
import dev.lapse.erase.EraseKept;
import dev.lapse.erase.ErasureDryRun;
import dev.lapse.erase.store.DescribeStoreError;
import dev.lapse.erase.store.PrepareStores;
import dev.lapse.erase.store.PreparedStores;
import dev.lapse.erase.store.StoreFailed;
import dev.lapse.policy.JobName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Counts the rows of accounts as the plan of a run does, earliest due first, within a time limit.
 * Accounts that it does not reach are estimated by the mean of those that it counted.
 */
@Component
class CountRows {
  private static final int ACCOUNTS_AT_ONCE = 500;
  private static final int STATEMENT_SECONDS = 10;

  private final Supplier<Catalog> catalog;
  private final PrepareStores prepare;
  private final ErasureDryRun dryRun;
  private final EraseKept kept;

  CountRows(
      Supplier<Catalog> catalog, PrepareStores prepare, ErasureDryRun dryRun, EraseKept kept) {
    this.kept = kept;
    this.catalog = catalog;
    this.prepare = prepare;
    this.dryRun = dryRun;
  }

  /** How long counting may take, for all jobs together. */
  static final class Patience {
    private final long end;

    Patience(Duration time) {
      end = System.nanoTime() + time.toNanos();
    }

    int seconds() {
      long left = Duration.ofNanos(end - System.nanoTime()).toSeconds();
      return (int) Math.max(0, Math.min(STATEMENT_SECONDS, left));
    }
  }

  /** Counts what one job does in one cell. */
  RowsOfJob count(JobName job, String cell, CellTimeline timeline, Patience patience) {
    RowsOfJob rows = new RowsOfJob(timeline.get(job).times().size());
    new OneJob(job, cell, timeline, patience, rows).count();
    return rows;
  }

  private final class OneJob {
    private final JobName job;
    private final String cell;
    private final CellTimeline timeline;
    private final Patience patience;
    private final RowsOfJob rows;
    private final Map<Set<String>, PreparedStores> prepared = new HashMap<>();
    private final Set<String> goneBefore;

    OneJob(JobName job, String cell, CellTimeline timeline, Patience patience, RowsOfJob rows) {
      this.job = job;
      this.cell = cell;
      this.timeline = timeline;
      this.patience = patience;
      this.rows = rows;
      this.goneBefore =
          job.erasesAccounts()
              ? catalog.get().sets().stream()
                  .filter(DataSet::billing)
                  .map(DataSet::name)
                  .collect(Collectors.toSet())
              : Set.of();
    }

    void count() {
      JobTimeline ofJob = timeline.get(job);
      for (int run = 0; run < ofJob.times().size(); run++) {
        Instant at = ofJob.times().at(run);
        for (List<ForecastAccount> some : chunks(ofJob.done(run))) {
          count(run, at, some);
        }
      }
    }

    /** Where some accounts make the statement fail, only these are not counted. */
    private void count(int run, Instant at, List<ForecastAccount> some) {
      int seconds = patience.seconds();
      long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
      Optional<RowCounts> counted = Optional.empty();
      try {
        counted = counted(some, at, seconds);
      } catch (DataAccessException failed) {
        boolean ownLimit = System.nanoTime() - end >= 0;
        if (some.size() > 1 && !ownLimit && isOfSomeAccounts(failed)) {
          int half = some.size() / 2;
          count(run, at, some.subList(0, half));
          count(run, at, some.subList(half, some.size()));
          return;
        }
        // its own message contains the statement, and may contain values of rows
        rows.trouble("could not count rows of some accounts: " + DescribeStoreError.of(failed));
      }
      for (ForecastAccount account : some) {
        rows.add(run, account, counted.map(all -> sum(account, at, all)).orElse(null));
      }
    }

    private static boolean isOfSomeAccounts(DataAccessException failed) {
      return !DescribeStoreError.isConnection(failed)
          && !DescribeStoreError.isOfTheStatement(failed);
    }

    /** Payment details that an earlier run removes are not counted twice. */
    private long sum(ForecastAccount forecastAccount, Instant at, RowCounts counted) {
      Set<String> gone =
          timeline.isWithoutBilling(forecastAccount.accountId(), at)
              ? goneBefore
              : Set.<String>of();
      return counted.of(forecastAccount.accountId()).entrySet().stream()
          .filter(set -> !gone.contains(set.getKey()))
          .mapToLong(Map.Entry::getValue)
          .sum();
    }

    /** Empty if the rows may not be counted, or the time is up. */
    private Optional<RowCounts> counted(List<ForecastAccount> some, Instant at, int seconds) {
      if (seconds == 0) {
        return Optional.empty();
      }
      List<String> ids = some.stream().map(ForecastAccount::accountId).toList();
      Set<String> keptSets = some.get(0).keptSets();
      PreparedStores stores = prepared(keptSets);
      if (stores.blocked() != null) {
        return Optional.empty();
      }
      List<DueKept> due = keptSets.isEmpty() ? List.of() : kept.dueOf(ids, at);
      if (due.stream().anyMatch(DueKept::goesByDate)) {
        return Optional.of(kept.countGently(this::prepared, due, at, seconds));
      }
      try {
        return Optional.of(dryRun.rowsGently(stores, ids, seconds));
      } catch (StoreFailed failed) {
        rows.trouble("could not count rows of some accounts: " + failed.getMessage());
        return Optional.empty();
      }
    }

    private PreparedStores prepared(Set<String> keptSets) {
      return prepared.computeIfAbsent(keptSets, this::prepare);
    }

    private PreparedStores prepare(Set<String> keptSets) {
      PreparedStores stores =
          keptSets.isEmpty()
              ? job == JobName.REMOVE_BILLING_DETAILS
                  ? CountRows.this.prepare.forBilling(cell)
                  : CountRows.this.prepare.forErasure(cell)
              : CountRows.this.prepare.kept(cell, keptSets);
      if (stores.blocked() != null) {
        rows.trouble("nothing would be erased today: " + stores.blocked());
      }
      return stores;
    }
  }

  /** A batch of accounts for which the same sets are counted. */
  private static List<List<ForecastAccount>> chunks(List<ForecastAccount> planned) {
    Map<Set<String>, List<ForecastAccount>> alike = new LinkedHashMap<>();
    planned.forEach(
        each -> alike.computeIfAbsent(each.keptSets(), sets -> new ArrayList<>()).add(each));
    List<List<ForecastAccount>> chunks = new ArrayList<>();
    for (List<ForecastAccount> all : alike.values()) {
      for (int from = 0; from < all.size(); from += ACCOUNTS_AT_ONCE) {
        chunks.add(all.subList(from, Math.min(all.size(), from + ACCOUNTS_AT_ONCE)));
      }
    }
    return chunks;
  }
}
