package dev.lapse.erase;

import dev.lapse.account.Outcome;
import dev.lapse.account.RowCounts;
import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.DataSet;
import dev.lapse.erase.store.DescribeStoreError;
import dev.lapse.erase.store.ErasurePreview;
import dev.lapse.erase.store.PreparedStores;
import dev.lapse.erase.store.StoreErasure;
import dev.lapse.erase.store.StoreFailed;
import dev.lapse.erase.verify.CountInParts;
import dev.lapse.erase.verify.CountRefused;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Previews an erasure: counts rows and changes nothing. */
@Component
public class ErasureDryRun {
  private static final Logger log = LoggerFactory.getLogger(ErasureDryRun.class);

  private static final int KEPT_SECONDS = 5;

  private final JdbcClient jdbc;

  ErasureDryRun(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * The expected outcome of accounts that are due and not on hold: the rows that would be erased,
   * or why the erasure would fail.
   */
  public Map<String, Outcome> run(PreparedStores stores, Collection<String> ids) {
    Map<String, Outcome> outcomes = new HashMap<>();
    String blocked = stores.blocked();
    if (blocked != null) {
      ids.forEach(id -> outcomes.put(id, new Outcome.Failed(blocked)));
      return outcomes;
    }
    outcomes.putAll(new FindUnknownAccounts(jdbc).unrecognized(stores.stores(), ids));
    List<String> known = ids.stream().filter(id -> !outcomes.containsKey(id)).toList();
    RowCounts rows = new RowCounts();
    for (StoreErasure store : stores.stores()) {
      ErasurePreview erasurePreview = preview(store, known);
      erasurePreview
          .refused()
          .forEach((id, why) -> outcomes.putIfAbsent(id, new Outcome.Failed(why)));
      rows.add(erasurePreview.rows());
    }
    known.forEach(id -> outcomes.putIfAbsent(id, new Outcome.Done(rows.of(id))));
    return outcomes;
  }

  /**
   * Rows that belong to the accounts. Ids in a format that a store does not use are absent, and so
   * are accounts that a store cannot count at the moment: they will fail.
   *
   * @throws CountRefused if a database counts the rows of no account
   */
  public RowCounts rows(PreparedStores stores, Collection<String> ids) {
    RowCounts rows = new RowCounts();
    for (StoreErasure store : stores.stores()) {
      try {
        rows.add(CountInParts.count(store, written(store, ids)));
      } catch (StoreFailed failed) {
        log.warn("could not count rows: {}", failed.getMessage());
      }
    }
    return rows;
  }

  /**
   * Counts rows with a time limit, to limit the load on the stores.
   *
   * @param seconds time limit of each statement
   * @throws org.springframework.dao.DataAccessException if a statement takes longer
   * @throws StoreFailed if a store does not answer
   */
  public RowCounts rowsGently(PreparedStores stores, Collection<String> ids, int seconds) {
    RowCounts rows = new RowCounts();
    for (StoreErasure store : stores.stores()) {
      rows.add(store.countGently(written(store, ids), seconds));
    }
    return rows;
  }

  /** Counts in the same way the rows of an account that stay because the catalog keeps them. */
  public Map<String, Long> keptGently(
      PreparedStores stores, Catalog catalog, String id, int seconds) {
    RowCounts rows = new RowCounts();
    for (StoreErasure store : stores.stores()) {
      rows.add(store.keptGently(catalog, written(store, List.of(id)), seconds));
    }
    return rows.of(id);
  }

  /**
   * The sets that the catalog keeps and in which no account has rows. Sets of a store that takes
   * more than five seconds for a statement are left out.
   */
  public Set<String> keptWithoutRows(
      PreparedStores stores, Catalog catalog, Collection<String> ids) {
    Set<String> without = new TreeSet<>();
    for (StoreErasure store : stores.stores()) {
      List<String> here =
          catalog.sets().stream()
              .filter(set -> set.keep() != null && set.store().equals(store.name()))
              .map(DataSet::name)
              .toList();
      if (!here.isEmpty()) {
        try {
          Set<String> present = store.keptSets(catalog, written(store, ids), KEPT_SECONDS);
          here.stream().filter(name -> !present.contains(name)).forEach(without::add);
        } catch (StoreFailed | DataAccessException failed) {
          log.warn("could not look for kept rows: {}", DescribeStoreError.of(failed));
        }
      }
    }
    return without;
  }

  private static List<String> written(StoreErasure store, Collection<String> ids) {
    return ids.stream().filter(store::isValidKey).toList();
  }

  private static ErasurePreview preview(StoreErasure store, List<String> ids) {
    try {
      return store.preview(ids);
    } catch (StoreFailed failed) {
      String reason = String.valueOf(failed.getMessage());
      return new ErasurePreview(
          new RowCounts(), ids.stream().collect(Collectors.toMap(id -> id, id -> reason)));
    }
  }
}
