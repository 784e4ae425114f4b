package dev.lapse.erase.postgresql.plan;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.ColumnExpression;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.KeyType;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.live.StoreSchema;
import dev.lapse.erase.store.BlockedByCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Follows the paths of a catalog from set to set until they reach the account's key, each through
 * live tables: a different route from the erasure's, which uses captured rows. Upward and cyclic
 * paths are left out.
 */
public final class ResolveJoinPaths {
  private final Catalog catalog;
  private final Store store;
  private final StoreSchema schema;
  private final Map<TableName, UnaryOperator<String>> due;

  /**
   * @param due the condition that a row is due, of sets whose rows go one by one
   */
  public ResolveJoinPaths(
      Catalog catalog, Store store, StoreSchema schema, Map<TableName, UnaryOperator<String>> due) {
    this.catalog = catalog;
    this.store = store;
    this.schema = schema;
    this.due = due;
  }

  /**
   * All paths of a set.
   *
   * @throws BlockedByCatalog if a path ends in a set that belongs to no account
   */
  public List<JoinPath> resolve(DataSet set) {
    List<JoinPath> ways = new ArrayList<>();
    follow(set, "t", new Steps(List.of(set.table()), isDue(set, "t"), true), ways);
    return ways;
  }

  private void follow(DataSet set, String alias, Steps steps, List<JoinPath> ways) {
    for (OwnedBy way : set.ways()) {
      way.visit(
          key ->
              ways.add(
                  new JoinPath(
                      steps.tables().stream().skip(1).map(this::rows).toList(),
                      steps.conditions(),
                      byValue(set, key.column(), ColumnExpression.sql(alias, key.column())),
                      keyType(set.table(), key.column()),
                      steps.single())),
          reference -> {
            if (!steps.tables().contains(reference.parent())) {
              String next = "p" + steps.tables().size();
              DataSet end = end(catalog, store, set, reference.parent());
              List<String> joins = joins(set, alias, reference, next);
              joins.addAll(isDue(end, next));
              follow(end, next, steps.to(reference.parent(), joins, unique(reference)), ways);
            }
          },
          referrer -> {});
    }
  }

  private List<String> isDue(DataSet set, String alias) {
    return Optional.ofNullable(due.get(set.table())).map(of -> of.apply(alias)).stream().toList();
  }

  /** Finds rows of an account in any spelling of its key. */
  private String byValue(DataSet set, String column, String written) {
    String accountType = type(store.accounts(), store.key());
    boolean spelled =
        keyType(set.table(), column) == KeyType.TEXT
            && keyType(store.accounts(), store.key()) != KeyType.TEXT;
    if (keyType(set.table(), column) == KeyType.NUMERIC
        && !type(set.table(), column).endsWith(",0)")) {
      return "trim_scale(" + written + ")"; // 42.0 is printed as 42
    }
    return spelled ? ColumnComparisons.normalized(written, accountType) : written;
  }

  /**
   * The set at the other end of a path.
   *
   * @throws BlockedByCatalog if it belongs to no account
   */
  public static DataSet end(Catalog catalog, Store store, DataSet set, TableName end) {
    return catalog
        .set(store.name(), end)
        .filter(DataSet::isOwned)
        .orElseThrow(
            () ->
                new BlockedByCatalog(
                    "%s is owned through %s, which belongs to no account"
                        .formatted(set.name(), end)));
  }

  private List<String> joins(DataSet set, String alias, OwnedBy.Reference way, String next) {
    List<String> joins = new ArrayList<>();
    for (int i = 0; i < way.columns().size(); i++) {
      String from = type(set.table(), way.columns().get(i));
      String to = type(way.parent(), way.parentColumns().get(i));
      refuseInexact(set.table(), way.columns().get(i), from);
      refuseInexact(way.parent(), way.parentColumns().get(i), to);
      joins.add(
          ColumnComparisons.equalByValue(
              ColumnExpression.sql(alias, way.columns().get(i)),
              from,
              ColumnExpression.sql(next, way.parentColumns().get(i)),
              to));
    }
    if (way.where() != null) {
      joins.add(ColumnComparisons.in(alias, way.where()));
    }
    set.ways(OwnedBy.Key.class)
        .forEach(key -> joins.add(ColumnExpression.sql(alias, key.column()) + " is null"));
    return joins;
  }

  /** If different texts are equal, the key of one account would find rows of another. */
  private static void refuseInexact(TableName table, String column, String type) {
    if (type.endsWith("nondeterministic")) {
      throw new BlockedByCatalog(
          "%s.%s has a collation by which different texts are equal; rows are not found by such a column"
              .formatted(table, column));
    }
  }

  private boolean unique(OwnedBy.Reference way) {
    return schema
        .table(way.parent())
        .map(table -> table.isUnique(way.parentColumns()))
        .orElse(false);
  }

  private String type(TableName table, String column) {
    return schema
        .table(table)
        .flatMap(known -> known.column(column))
        .map(StoreSchema.Column::type)
        .orElseThrow(() -> new BlockedByCatalog("%s has no column '%s'".formatted(table, column)));
  }

  public KeyType keyType(TableName table, String column) {
    String type = type(table, column);
    return KeyType.of(type)
        .orElseThrow(
            () ->
                new BlockedByCatalog(
                    "%s.%s is of type %s; keys of accounts are integers, uuids or texts"
                        .formatted(table, column, type)));
  }

  private String rows(TableName table) {
    return schema.table(table).map(StoreSchema.Table::rows).orElseThrow();
  }

  /** The tables so far, the set's own first. */
  private record Steps(List<TableName> tables, List<String> conditions, boolean single) {
    Steps to(TableName parent, List<String> joins, boolean unique) {
      List<TableName> further = new ArrayList<>(tables);
      further.add(parent);
      List<String> more = new ArrayList<>(conditions);
      more.addAll(joins);
      return new Steps(List.copyOf(further), List.copyOf(more), single && unique);
    }
  }
}
