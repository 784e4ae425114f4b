package dev.lapse.catalog.check;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.ColumnExpression;
import dev.lapse.catalog.ColumnName;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.KeySpelling;
import dev.lapse.catalog.KeyType;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.SqlLiteral;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.check.CheckRows.Found;
import dev.lapse.catalog.live.FallibleQueries;
import dev.lapse.catalog.live.StoreSchema;
import dev.lapse.catalog.live.StoreSchema.Column;
import dev.lapse.catalog.live.StoreSchema.Table;
import dev.lapse.catalog.live.StoreSchema.TableKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds text columns in which some row spells a key differently from PostgreSQL. Compared as text,
 * such a row would not be found.
 */
final class CheckSpellings {
  private final Store store;
  private final StoreSchema live;
  private final Map<TableName, List<Candidate>> candidates = new LinkedHashMap<>();

  private CheckSpellings(Store store, StoreSchema live) {
    this.store = store;
    this.live = live;
  }

  /** A text column that refers to a numeric or uuid key. */
  private record Candidate(
      DataSet set, ColumnName column, KeyType key, OwnedBy.@Nullable Where where) {
    String text() {
      return "cast(" + ColumnExpression.sql(column.column()) + " as text)";
    }

    /** The condition for rows that spell the key differently. */
    String isOdd() {
      String odd = "%s <> %s".formatted(KeySpelling.normalized(text(), key), text());
      return where == null
          ? odd
          : "%s and cast(%s as text) collate \"C\" in (%s)"
              .formatted(
                  odd,
                  ColumnExpression.sql(where.column()),
                  where.values().stream().map(SqlLiteral::of).collect(Collectors.joining(", ")));
    }
  }

  static void check(
      Catalog catalog,
      Store store,
      StoreSchema live,
      FallibleQueries fallibleQueries,
      Found found) {
    CheckSpellings check = new CheckSpellings(store, live);
    for (DataSet set : catalog.setsOf(store)) {
      set.ways().forEach(way -> check.way(set, way));
      set.sideEffects().refers().forEach(way -> check.way(set, way));
    }
    check.candidates.forEach((table, all) -> look(live, table, all, fallibleQueries, found));
  }

  private void way(DataSet set, OwnedBy way) {
    OwnedBy.Edge edge = way.edge(set.table(), store);
    for (int i = 0; i < edge.fromColumns().size(); i++) {
      add(
          set,
          edge.from(),
          edge.fromColumns().get(i),
          edge.to(),
          edge.toColumns().get(i),
          way.referring());
    }
  }

  private void add(
      DataSet set,
      TableName from,
      String column,
      TableName to,
      String toColumn,
      OwnedBy.@Nullable Where where) {
    Table table = live.table(from).orElse(null);
    if (table == null || table.kind() == TableKind.FOREIGN) {
      return;
    }
    Column holds = table.column(column).orElse(null);
    KeyType key =
        live.table(to)
            .flatMap(parent -> parent.column(toColumn))
            .flatMap(parent -> KeyType.of(parent.type()))
            .orElse(KeyType.TEXT);
    boolean typeIsThere = where == null || table.column(where.column()).isPresent();
    if (holds != null
        && typeIsThere
        && key != KeyType.TEXT
        && ComparableTypes.isText(holds.type())) {
      candidates
          .computeIfAbsent(from, name -> new ArrayList<>())
          .add(new Candidate(set, new ColumnName(from, column), key, where));
    }
  }

  /** All columns of a table in one pass. */
  private static void look(
      StoreSchema live,
      TableName name,
      List<Candidate> all,
      FallibleQueries fallibleQueries,
      Found found) {
    String sql =
        "select %s\nfrom %s"
            .formatted(
                all.stream().map(CheckSpellings::figures).collect(Collectors.joining(",\n  ")),
                live.table(name).orElseThrow().rows());
    try {
      fallibleQueries.each(
          sql,
          List.of(),
          row -> {
            for (int i = 0; i < all.size(); i++) {
              long rows = row.getLong(3 * i + 1);
              if (rows > 0) {
                odd(all.get(i), rows, row.getString(3 * i + 2), row.getString(3 * i + 3), found);
              }
            }
          });
    } catch (FallibleQueries.Refused refused) {
      all.forEach(one -> found.oddlySpelled.add(one.column()));
      found.notice(
          all.get(0).set(),
          "could not read how %s spells keys, so they are compared by value: %s"
              .formatted(name, refused.reason()));
    }
  }

  private static String figures(Candidate one) {
    String odd = one.isOdd();
    String example = "min(%s collate \"C\") filter (where %s)".formatted(one.text(), odd);
    return "count(*) filter (where %s),\n  %s,\n  %s"
        .formatted(odd, example, KeySpelling.normalized(example, one.key()));
  }

  private static void odd(Candidate one, long rows, String spelled, String printed, Found found) {
    if (found.oddlySpelled.add(one.column())) {
      found.notice(
          one.set(),
          "%s spells %d %s differently from PostgreSQL, such as '%s' for '%s'; it is compared by value, without an index"
              .formatted(one.column(), rows, rows == 1 ? "key" : "keys", spelled, printed));
    }
  }
}
