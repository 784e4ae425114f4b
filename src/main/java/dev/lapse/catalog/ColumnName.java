package dev.lapse.catalog;

/** A column of a store's table. */
public record ColumnName(TableName table, String column) implements Comparable<ColumnName> {
  @Override
  public int compareTo(ColumnName other) {
    int byTable = table.compareTo(other.table);
    return byTable != 0 ? byTable : column.compareTo(other.column);
  }

  /** As written in a catalog. */
  @Override
  public String toString() {
    return table + "." + TableName.written(column);
  }
}
