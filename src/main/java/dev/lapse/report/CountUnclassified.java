package dev.lapse.report;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.check.CatalogProblem;
import dev.lapse.catalog.check.CheckCatalog;
import dev.lapse.catalog.check.LiveProblems;
import dev.lapse.catalog.live.StoreUnreachable;
import dev.lapse.catalog.live.Stores;
import dev.lapse.clock.Timestamps;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Counts the tables of the live databases that the catalog does not classify, and records the
 * numbers. The number of a store that does not answer stays as it is.
 */
@Component
public class CountUnclassified {
  private static final Logger log = LoggerFactory.getLogger(CountUnclassified.class);
  private static final String COUNTED =
      """
      insert into lapse.unclassified (store, cell, tables, checked_at)
      values (:store, :cell, :tables, :now)
      on conflict (store, cell) do update
      set tables = excluded.tables, checked_at = excluded.checked_at
      """;
  private static final String FORGET =
      """
      delete from lapse.unclassified
      where store = :store
        and cell <> all(:cells)
      """;

  private final JdbcClient jdbc;
  private final Supplier<Catalog> catalog;
  private final Stores stores;
  private final InstantSource clock;

  CountUnclassified(
      JdbcClient jdbc, Supplier<Catalog> catalog, Stores stores, InstantSource clock) {
    this.jdbc = jdbc;
    this.catalog = catalog;
    this.stores = stores;
    this.clock = clock;
  }

  /** Checks all stores in all cells. */
  public void now() {
    for (Store store : catalog.get().stores()) {
      store.cells().keySet().forEach(cell -> count(store, cell));
      jdbc.sql(FORGET)
          .param("store", store.name())
          .param("cells", store.cells().keySet().toArray(String[]::new))
          .update();
    }
  }

  private void count(Store store, String cell) {
    try {
      long tables =
          CheckCatalog.of(catalog.get(), store, LiveProblems.schema(stores, store, cell)).stream()
              .filter(CatalogProblem::isUnclassified)
              .map(CatalogProblem::table)
              .distinct()
              .count();
      jdbc.sql(COUNTED)
          .param("store", store.name())
          .param("cell", cell)
          .param("tables", tables)
          .param("now", Timestamps.parameter(clock.instant()))
          .update();
    } catch (StoreUnreachable unreachable) {
      log.warn("could not check for unclassified tables: {}", unreachable.getMessage());
    }
  }
}
