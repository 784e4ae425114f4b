package dev.lapse.benchmark;

import dev.lapse.testing.TestDatabases.TestDatabase;
import java.io.IOException;
import java.util.List;

/** How many rows each table of the product has. */
record RowCounts(List<Table> tables) {
  /**
   * A table.
   *
   * @param closed the rows of closed accounts among them
   */
  record Table(String name, long rows, long closed) {}

  static RowCounts of(TestDatabase product) throws IOException {
    return new RowCounts(
        BenchmarkServer.client(product)
            .sql(BenchmarkServer.script("count.sql"))
            .query(Table.class)
            .list());
  }

  long all() {
    return tables.stream().mapToLong(Table::rows).sum();
  }

  long closed() {
    return tables.stream().mapToLong(Table::closed).sum();
  }

  /** What must be there after a purge. */
  RowCounts purged() {
    return new RowCounts(
        tables.stream().map(t -> new Table(t.name, t.rows - t.closed, 0)).toList());
  }
}
