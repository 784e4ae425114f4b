package dev.lapse.catalog.check;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.ColumnName;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.KeySpelling;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.live.FallibleQueries;
import dev.lapse.catalog.live.StoreSchema;
import dev.lapse.catalog.live.StoreSchema.Table;
import dev.lapse.catalog.live.StoreSchema.TableKind;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Checks what only the rows show: their types, how they spell keys, and what happens to the
 * constants of {@code anonymize}. Read-only.
 */
public final class CheckRows {
  private CheckRows() {}

  /**
   * The findings.
   *
   * @param problems problems that block erasure
   * @param oddlySpelled text columns in which some row spells a number or uuid differently from
   *     PostgreSQL, so that it must be compared by value ({@link KeySpelling})
   * @param notices remarks for a person; they block nothing
   */
  public record RowProblems(
      List<CatalogProblem> problems, Set<ColumnName> oddlySpelled, List<String> notices) {}

  /**
   * Checks the rows of each table that is in the catalog and in the store.
   *
   * @param connection in auto-commit mode, because a failed query must not abort a transaction
   * @throws SQLException if there is no connection to the store
   */
  public static RowProblems check(
      Catalog catalog, Store store, StoreSchema live, Connection connection) throws SQLException {
    Found found = new Found();
    try (Statement settings = connection.createStatement()) {
      settings.execute("set row_security = off"); // an error instead of hidden rows
      look(catalog, store, live, new FallibleQueries(connection), found);
    }
    return new RowProblems(
        found.problems.stream().sorted().distinct().toList(), found.oddlySpelled, found.notices);
  }

  private static void look(
      Catalog catalog,
      Store store,
      StoreSchema live,
      FallibleQueries fallibleQueries,
      Found found) {
    for (DataSet set : catalog.setsOf(store)) {
      Table table = live.table(set.table()).orElse(null);
      if (table == null || table.kind() == TableKind.FOREIGN) {
        continue;
      }
      CheckEndedReferences.check(set, table, live, fallibleQueries, found);
      if (set.isOwned()) {
        CheckLetterCase.check(set, table, store, live, fallibleQueries, found);
        CheckUnique.check(set, live, fallibleQueries, found);
        CheckPrefixes.check(set, table, fallibleQueries, found);
        CheckTypes.check(set, table, fallibleQueries, found);
        CheckConstants.check(store, set, table, live, fallibleQueries, found);
      }
    }
    CheckSpellings.check(catalog, store, live, fallibleQueries, found);
  }

  /** Collects the findings. */
  static final class Found {
    final List<CatalogProblem> problems = new ArrayList<>();
    final Set<ColumnName> oddlySpelled = new TreeSet<>();
    final List<String> notices = new ArrayList<>();

    void problem(CatalogProblem.Kind kind, DataSet set, String message) {
      problems.add(new CatalogProblem(kind, set.table(), message, set.at()));
    }

    void notice(DataSet set, String message) {
      notices.add(set.at() + ": " + message);
    }
  }
}
