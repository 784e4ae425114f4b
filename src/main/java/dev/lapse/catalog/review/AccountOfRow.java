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
  /** Stands for the key where rows of several accounts refer to a row that goes with the last. */
  static final String SEVERAL = "several accounts";

  /** Stands for the key where a path leads to a table that is a question itself. */
  static final String UNDECIDED = "not decided";

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
    if (!passed.isEmpty() && isUndecided(table)) {
      return "cast(%s as text)".formatted(SqlLiteral.of(UNDECIDED));
    }
    Set<TableName> next = new HashSet<>(passed);
    next.add(table);
    List<String> paths = new ArrayList<>();
    List<String> upward = new ArrayList<>();
    for (OwnedBy way : ways(table)) {
      way.visit(
          key -> paths.add("cast(%s as text)".formatted(column(alias, key.column()))),
          reference ->
              paths.add(
                  when(
                      alias,
                      reference.where(),
                      "(%s limit 1)"
                          .formatted(
                              other(
                                  new Side(reference.parent(), "", reference.parentColumns()),
                                  new Side(table, alias, reference.columns()),
                                  null,
                                  next)))),
          up ->
              upward.add(
                  other(
                      new Side(up.referrer(), "", up.referrerColumns()),
                      new Side(table, alias, up.columns()),
                      up.whose(),
                      next)));
    }
    if (!upward.isEmpty()) {
      paths.add(
          "(select case when min(a) <> max(a) then %s else min(a) end from (%s) u%d)"
              .formatted(SqlLiteral.of(SEVERAL), String.join(" union all ", upward), ++aliases));
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

  private boolean isUndecided(TableName table) {
    return !answered.containsKey(table)
        && catalog
            .set(store.name(), table)
            .filter(set -> set.ownership() instanceof DataSet.Ownership.Unclassified)
            .isPresent();
  }

  /** One end of a path. */
  private record Side(TableName table, String alias, List<String> columns) {
    Side as(String other) {
      return new Side(table, other, columns);
    }
  }

  /** Selects the accounts, as {@code a}, of the rows at the other end of a path. */
  private String other(Side end, Side own, OwnedBy.@Nullable Where where, Set<TableName> passed) {
    Side other = end.as("j" + ++aliases);
    String equal =
        IntStream.range(0, own.columns().size())
            .mapToObj(i -> equal(other, own, i))
            .collect(Collectors.joining(" and "));
    return "select %s as a from %s %s where %s%s"
        .formatted(
            of(other.table(), other.alias(), passed),
            other.table().sql(),
            other.alias(),
            equal,
            where == null ? "" : " and " + in(other.alias(), where));
  }

  /** Columns of one type are compared as they are, so that an index serves. */
  private String equal(Side one, Side other, int column) {
    boolean sameType = type(one, column).equals(type(other, column));
    String template = sameType ? "%s = %s" : "cast(%s as text) = cast(%s as text)";
    return template.formatted(
        column(one.alias(), one.columns().get(column)),
        column(other.alias(), other.columns().get(column)));
  }

  private String type(Side side, int column) {
    return live.table(side.table())
        .flatMap(known -> known.column(side.columns().get(column)))
        .map(StoreSchema.Column::type)
        .orElse("");
  }

  private static String when(String alias, OwnedBy.@Nullable Where where, String path) {
    return where == null ? path : "case when %s then %s end".formatted(in(alias, where), path);
  }

  private static String in(String alias, OwnedBy.Where where) {
    return "cast(%s as text) collate \"C\" in (%s)"
        .formatted(
            column(alias, where.column()),
            where.values().stream().map(SqlLiteral::of).collect(Collectors.joining(", ")));
  }

  static String column(String alias, String column) {
    return ColumnExpression.sql(alias, column);
  }
}
