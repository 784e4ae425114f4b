package dev.lapse.catalog.check;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.live.ReadSchema;
import dev.lapse.catalog.live.StoreSchema;
import dev.lapse.catalog.live.StoreUnreachable;
import dev.lapse.catalog.live.Stores;
import dev.lapse.file.WrongFile;
import dev.lapse.migrate.MigrationsMissing;
import dev.lapse.migrate.RightsMissing;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds mismatches between the catalog and the live stores, store by store and cell by cell. */
public final class LiveProblems {
  private static final Logger log = LoggerFactory.getLogger(LiveProblems.class);

  private LiveProblems() {}

  private static List<CatalogProblem> find(
      Catalog catalog, Stores stores, Store store, String cell) {
    List<CatalogProblem> all =
        new ArrayList<>(CheckCatalog.of(catalog, store, schema(stores, store, cell)));
    all.addAll(statements(stores, store, cell));
    return all;
  }

  /**
   * The problems of one store's notification statements in one cell.
   *
   * @throws StoreUnreachable if the store does not answer
   */
  public static List<CatalogProblem> statements(Stores stores, Store store, String cell) {
    if (store.statements().isEmpty()) {
      return List.of();
    }
    try (Connection connection = stores.connect(store.name(), cell)) {
      return CheckStatements.check(store, connection);
    } catch (SQLException failed) {
      throw new StoreUnreachable(store.name(), cell, failed);
    }
  }

  /**
   * The findings about the rows of one store in one cell.
   *
   * @throws StoreUnreachable if the store does not answer
   */
  public static CheckRows.RowProblems rows(
      Catalog catalog, Stores stores, Store store, String cell, StoreSchema live) {
    try (Connection connection = stores.connect(store.name(), cell)) {
      return CheckRows.check(catalog, store, live, connection);
    } catch (SQLException failed) {
      throw new StoreUnreachable(store.name(), cell, failed);
    }
  }

  /**
   * The tables of one store in one cell.
   *
   * @throws StoreUnreachable if the store does not answer
   */
  public static StoreSchema schema(Stores stores, Store store, String cell) {
    try (Connection connection = stores.connect(store.name(), cell)) {
      return ReadSchema.read(connection);
    } catch (SQLException failed) {
      throw new StoreUnreachable(store.name(), cell, failed);
    }
  }

  /**
   * Refuses stores in which migrations of Lapse's small schema are missing that the role may not
   * run. A store that does not answer, or not to this role, is logged and skipped: its accounts
   * will fail, but not those of others.
   *
   * @throws MigrationsMissing naming the first such store
   */
  public static void refuseUnmigrated(Catalog catalog, Stores stores) {
    for (Store store : catalog.stores()) {
      for (String cell : store.cells().keySet()) {
        try {
          stores.checkMigrated(store.name(), cell);
        } catch (RightsMissing missing) {
          log.warn("{}", missing.getMessage());
        } catch (StoreUnreachable unreachable) {
          log.debug("{}", unreachable.getMessage());
        }
      }
    }
  }

  /**
   * Refuses a catalog that names tables or columns that do not exist. A store that does not answer
   * is logged and skipped: its accounts will fail, but not those of others.
   *
   * @throws WrongFile naming the first of them
   */
  public static void refuseWrongNames(Catalog catalog, Stores stores) {
    List<CatalogProblem> wrong = new ArrayList<>();
    for (Store store : catalog.stores()) {
      for (String cell : store.cells().keySet()) {
        try {
          find(catalog, stores, store, cell).stream()
              .filter(problem -> problem.kind().isWrongName())
              .forEach(wrong::add);
        } catch (StoreUnreachable unreachable) {
          log.warn("{}", unreachable.getMessage());
        }
      }
    }
    if (!wrong.isEmpty()) {
      throw new WrongFile(
          wrong.get(0).at(),
          wrong.get(0).message()
              + (wrong.size() > 1
                  ? " (and %d more; see 'lapse catalog check')".formatted(wrong.size() - 1)
                  : ""));
    }
  }
}
