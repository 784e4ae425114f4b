package dev.lapse.catalog.check;

import dev.lapse.catalog.ColumnExpression;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.check.CatalogProblem.Kind;
import dev.lapse.catalog.check.CheckRows.Found;
import dev.lapse.catalog.live.FallibleQueries;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Finds rows of keys after a prefix that begin with none of the prefixes: they belong to nobody and
 * would silently be left behind, like rows of a type that no path includes.
 */
final class CheckPrefixes {
  private CheckPrefixes() {}

  static void check(DataSet set, Table table, FallibleQueries fallibleQueries, Found found) {
    TreeSet<String> bases = new TreeSet<>();
    set.ways().stream()
        .flatMap(way -> way.columns().stream())
        .filter(DataSet.SharedWhere::isPrefix)
        .filter(column -> table.column(column).isPresent())
        .forEach(column -> bases.add(ColumnExpression.base(column)));
    for (String base : bases) {
      look(set, table, base, fallibleQueries, found);
    }
  }

  private static void look(
      DataSet set, Table table, String base, FallibleQueries fallibleQueries, Found found) {
    List<String> reached = new ArrayList<>();
    for (OwnedBy way : set.ways()) {
      if (way.columns().stream().allMatch(column -> table.column(column).isPresent())) {
        reached.add(
            way.columns().stream()
                .map(column -> ColumnExpression.sql(column) + " is not null")
                .collect(Collectors.joining(" and ", "(", ")")));
      }
    }
    set.sideEffects().sharedWhere().stream()
        .map(DataSet.SharedWhere::column)
        .filter(column -> ColumnExpression.base(column).equals(base))
        .filter(DataSet.SharedWhere::isPrefix)
        .forEach(column -> reached.add("(" + ColumnExpression.sql(column) + " is not null)"));
    try {
      fallibleQueries.each(
          "select count(*) from %s where %s is not null and not (%s)"
              .formatted(table.rows(), ColumnExpression.sql(base), String.join(" or ", reached)),
          List.of(),
          row -> {
            if (row.getLong(1) > 0) {
              found.problem(
                  Kind.UNNAMED_TYPE,
                  set,
                  "%1$s has %2$d rows in which %3$s begins with none of the prefixes, so they would not be found; add a path for their prefix, or declare such rows shared (shared-where: \"%3$s after 'Plan;'\")"
                      .formatted(set.table(), row.getLong(1), TableName.written(base)));
            }
          });
    } catch (FallibleQueries.Refused refused) {
      found.problem(
          Kind.UNREADABLE,
          set,
          "could not read the prefixes of %s in %s: %s"
              .formatted(TableName.written(base), set.table(), refused.reason()));
    }
  }
}
