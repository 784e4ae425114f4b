package dev.lapse.catalog.check;

import dev.lapse.catalog.ColumnExpression;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.check.CatalogProblem.Kind;
import dev.lapse.catalog.check.CheckRows.Found;
import dev.lapse.catalog.live.FallibleQueries;
import dev.lapse.catalog.live.StoreSchema;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Paths to columns that no constraint makes unique, such as those of a partitioned table whose key
 * includes the partition's: their values must be unique in fact, or a row could have two owners.
 */
final class CheckUnique {
  private static final String REPEATED =
      """
      select count(*)
      from (
        select
        from %2$s
        where %3$s
        group by %1$s
        having count(*) > 1
        limit 1000) repeated
      having count(*) > 0
      """;

  private CheckUnique() {}

  static void check(DataSet set, StoreSchema live, FallibleQueries fallibleQueries, Found found) {
    for (OwnedBy.Reference way : set.ways(OwnedBy.Reference.class)) {
      Table parent = live.table(way.parent()).orElse(null);
      if (parent != null
          && way.parentColumns().stream().allMatch(name -> parent.column(name).isPresent())
          && !parent.isUnique(way.parentColumns())) {
        look(set, way, parent, fallibleQueries, found);
      }
    }
  }

  private static void look(
      DataSet set,
      OwnedBy.Reference way,
      Table parent,
      FallibleQueries fallibleQueries,
      Found found) {
    String columns =
        way.parentColumns().stream().map(ColumnExpression::sql).collect(Collectors.joining(", "));
    String present =
        way.parentColumns().stream()
            .map(column -> ColumnExpression.sql(column) + " is not null")
            .collect(Collectors.joining(" and "));
    String names =
        way.parentColumns().stream().map(TableName::written).collect(Collectors.joining(", "));
    try {
      fallibleQueries.each(
          REPEATED.formatted(columns, parent.rows(), present),
          List.of(),
          row ->
              found.problem(
                  Kind.NOT_UNIQUE,
                  set,
                  "%s is owned through %s.%s, but there several rows have the same value (%d values), so a row could have two owners; use unique columns"
                      .formatted(set.table(), parent.name(), names, row.getLong(1))));
    } catch (FallibleQueries.Refused refused) {
      found.problem(
          Kind.UNREADABLE,
          set,
          "could not read whether %s.%s is unique, by which %s is owned: %s"
              .formatted(parent.name(), names, set.table(), refused.reason()));
    }
  }
}
