package dev.lapse.catalog.review;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.ColumnExpression;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.SqlLiteral;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.live.StoreSchema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The SQL expression for the account of a row: its key as text, by the paths of the catalog and of
 * an answer; null if no path leads to one.
 */
final class AccountOfRow {
  private final Catalog catalog;
  private final Store store;
  private final StoreSchema live;
  private final Map<TableName, DataSet> answered;
  private int aliases;

  /**
   * @param answered entries that replace those of the catalog
   */
  AccountOfRow(Catalog catalog, Store store, StoreSchema live, Map<TableName, DataSet> answered) {
    this.catalog = catalog;
    this.store = store;
    this.live = live;
    this.answered = answered;
  }

  String of(TableName table, String alias) {
    return of(table, alias, Set.of());
  }

  private String of(TableName table, String alias, Set<TableName> passed) {
    if (passed.contains(table)) {
      return "cast(null as text)";
    }
    Set<TableName> next = new HashSet<>(passed);
    next.add(table);
    List<String> paths = new ArrayList<>();
    for (OwnedBy way : ways(table)) {
      paths.add(
          way.match(
              key -> "cast(%s as text)".formatted(column(alias, key.column())),
              reference ->
                  when(
                      alias,
                      reference.where(),
                      through(
                          table,
                          reference.parent(),
                          reference.parentColumns(),
                          alias,
                          reference.columns(),
                          null,
                          next)),
              up ->
                  through(
                      table,
                      up.referrer(),
                      up.referrerColumns(),
                      alias,
                      up.columns(),
                      up.whose(),
                      next)));
    }
    return paths.isEmpty()
        ? "cast(null as text)"
        : paths.size() == 1 ? paths.get(0) : "coalesce(%s)".formatted(String.join(", ", paths));
  }

  private List<OwnedBy> ways(TableName table) {
    DataSet answer = answered.get(table);
    return answer != null
        ? answer.ways()
        : catalog.set(store.name(), table).map(DataSet::ways).orElse(List.of());
  }

  /** The account of the first row at the other end of a path. */
  private String through(
      TableName table,
      TableName other,
      List<String> otherColumns,
      String alias,
      List<String> columns,
      OwnedBy.@Nullable Where where,
      Set<TableName> passed) {
    String joined = "j" + ++aliases;
    String account = of(other, joined, passed);
    String equal =
        IntStream.range(0, columns.size())
            .mapToObj(
                i ->
                    equal(
                        new Side(other, joined, otherColumns.get(i)),
                        new Side(table, alias, columns.get(i))))
            .collect(Collectors.joining(" and "));
    return "(select %s from %s %s where %s%s limit 1)"
        .formatted(
            account, other.sql(), joined, equal, where == null ? "" : " and " + in(joined, where));
  }

  /** A column of a row. */
  private record Side(TableName table, String alias, String column) {}

  /** Columns of one type are compared as they are, so that an index serves. */
  private String equal(Side one, Side other) {
    boolean sameType = type(one).equals(type(other));
    String template = sameType ? "%s = %s" : "cast(%s as text) = cast(%s as text)";
    return template.formatted(
        column(one.alias(), one.column()), column(other.alias(), other.column()));
  }

  private String type(Side side) {
    return live.table(side.table())
        .flatMap(known -> known.column(side.column()))
        .map(StoreSchema.Column::type)
        .orElse("");
  }

  private static String when(String alias, OwnedBy.@Nullable Where where, String path) {
    return where == null ? path : "case when %s then %s end".formatted(in(alias, where), path);
  }

  private static String in(String alias, OwnedBy.Where where) {
    return "cast(%s as text) in (%s)"
        .formatted(
            column(alias, where.column()),
            where.values().stream().map(SqlLiteral::of).collect(Collectors.joining(", ")));
  }

  static String column(String alias, String column) {
    return ColumnExpression.sql(alias, column);
  }
}
