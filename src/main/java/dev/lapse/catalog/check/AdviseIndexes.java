package dev.lapse.catalog.check;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.ColumnExpression;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.live.StoreSchema;
import dev.lapse.catalog.live.StoreSchema.ForeignKey;
import dev.lapse.catalog.live.StoreSchema.Table;
import dev.lapse.catalog.live.StoreSchema.TableKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Finds missing indexes: without them, whole tables are read to find the rows of a few accounts, or
 * to check that nothing refers to them. Erasure works without them, but takes longer.
 */
public final class AdviseIndexes {
  private static final long SMALL = 10_000;

  private AdviseIndexes() {}

  /**
   * A missing index.
   *
   * @param rows estimated number of rows of the table: what each batch reads without it
   */
  public record Advice(TableName table, List<String> columns, long rows, boolean partitioned) {
    /** The statement to paste. */
    public String statement() {
      return "create index %son %s (%s);"
          .formatted(
              // PostgreSQL cannot create an index concurrently on a partitioned table
              partitioned ? "" : "concurrently ",
              table.sql(),
              columns.stream().map(AdviseIndexes::sql).collect(Collectors.joining(", ")));
    }

    @Override
    public String toString() {
      return "%s has about %,d rows and no index on %s; each batch of accounts reads them all: %s"
          .formatted(table, rows, String.join(", ", columns), statement());
    }
  }

  /** The missing indexes of tables that are not small, the costliest first. */
  public static List<Advice> of(Catalog catalog, Store store, StoreSchema live) {
    List<Advice> advice = new ArrayList<>();
    for (DataSet set : catalog.setsOf(store)) {
      for (OwnedBy way : set.ways()) {
        OwnedBy.Edge edge = way.edge(set.table(), store);
        add(live, edge.from(), edge.fromColumns(), advice);
      }
      set.sideEffects().refers().forEach(way -> add(live, set.table(), way.columns(), advice));
    }
    for (ForeignKey key : live.foreignKeys()) {
      if (catalog.set(store.name(), key.to()).filter(DataSet::isErased).isPresent()) {
        add(live, key.from(), key.fromColumns(), advice);
      }
    }
    return advice.stream()
        .distinct()
        .sorted(Comparator.comparingLong(Advice::rows).reversed().thenComparing(Advice::statement))
        .toList();
  }

  private static String sql(String column) {
    return ColumnExpression.sql(column).replace("U&'", "'");
  }

  private static void add(
      StoreSchema live, TableName name, List<String> columns, List<Advice> advice) {
    Table table = live.table(name).orElse(null);
    if (table != null && table.estimatedRows() >= SMALL && !table.isIndexed(columns)) {
      advice.add(
          new Advice(name, columns, table.estimatedRows(), table.kind() == TableKind.PARTITIONED));
    }
  }
}
