package dev.lapse.catalog;

import dev.lapse.catalog.StoreSchema.Table;
import dev.lapse.catalog.StoreSchema.TableKind;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Looks at what no schema says: the types that rows have, how they spell keys, and what becomes of
 * the constants of {@code anonymize}. Reads only.
 */
public final class CheckRows {
  private CheckRows() {}

  /**
   * What was found.
   *
   * @param problems they block erasure
   * @param oddlySpelled columns of a text type in which some row spells a number or uuid otherwise
   *     than PostgreSQL prints it, so that only its value can be compared ({@link KeySpelling})
   * @param notices to be read by a person; they block nothing
   */
  public record Findings(
      List<CatalogProblem> problems, Set<ColumnName> oddlySpelled, List<String> notices) {}

  /**
   * Looks at the rows of each table that the catalog lists and the store has.
   *
   * @param connection in auto-commit mode: a query that fails must not end a transaction
   * @throws SQLException if there is no connection to the store
   */
  public static Findings of(Catalog catalog, Store store, StoreSchema live, Connection connection)
      throws SQLException {
    Found found = new Found();
    try (Statement settings = connection.createStatement()) {
      settings.execute("set row_security = off"); // an error instead of rows that are not shown
      look(catalog, store, live, new Queries(connection), found);
    }
    return new Findings(
        found.problems.stream().sorted().distinct().toList(), found.oddlySpelled, found.notices);
  }

  private static void look(
      Catalog catalog, Store store, StoreSchema live, Queries queries, Found found) {
    for (DataSet set : catalog.setsOf(store)) {
      Table table = live.table(set.table()).orElse(null);
      if (table == null || table.kind() == TableKind.FOREIGN) {
        continue;
      }
      CheckEndedReferences.of(set, table, live, queries, found);
      if (set.isOwned()) {
        CheckTypes.of(set, table, queries, found);
        CheckConstants.of(store, set, table, live, queries, found);
      }
    }
    CheckSpellings.of(catalog, store, live, queries, found);
  }

  /** What is found while the tables are looked at. */
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
