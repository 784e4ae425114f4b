package dev.lapse.catalog;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The tables of a live store, as PostgreSQL's own catalogs describe them. Partitions are not
 * listed, their roots are; tables of extensions, of Lapse, of PostgreSQL and the histories of
 * migration tools are left out.
 */
public record StoreSchema(Map<TableName, Table> tables, List<ForeignKey> foreignKeys) {
  /**
   * A table.
   *
   * @param columns in the order of the table
   * @param primaryKey its columns; empty if there is none
   * @param estimatedRows what the planner believes
   * @param uniqueKeys columns of unique constraints and of unique indexes over all rows, the primary key among them
   */
  public record Table(
      TableName name,
      List<Column> columns,
      List<String> primaryKey,
      long estimatedRows,
      TableKind kind,
      List<Set<String>> uniqueKeys) {

    public Table(
        TableName name, List<Column> columns, List<String> primaryKey, long estimatedRows) {
      this(
          name,
          columns,
          primaryKey,
          estimatedRows,
          TableKind.ORDINARY,
          primaryKey.isEmpty() ? List.of() : List.of(Set.copyOf(primaryKey)));
    }

    /** True if at most one row has given values in these columns. */
    public boolean isUnique(Collection<String> columnNames) {
      return uniqueKeys.stream().anyMatch(columnNames::containsAll);
    }

    public Optional<Column> column(String column) {
      return columns.stream().filter(known -> known.name().equals(column)).findFirst();
    }
  }

  /**
   * A column.
   *
   * @param type as PostgreSQL prints it, for example {@code bigint} or {@code character
   *     varying(20)}; of a domain, its base type; followed by {@code collate nondeterministic} where
   *     different texts may be equal
   * @param generated PostgreSQL computes the value; a statement cannot set it
   */
  public record Column(String name, String type, boolean notNull, boolean generated) {}

  /** How a table keeps its rows. */
  public enum TableKind {
    ORDINARY,
    /** The root of partitions. */
    PARTITIONED,
    /** Its rows are rows of its parent too: a statement on the parent acts on them. */
    INHERITED,
    /**
     * In another database: no foreign keys lead there, and its rows are not in this transaction.
     */
    FOREIGN
  }

  /** A declared reference. {@code onDelete} is what PostgreSQL does to the referring row. */
  public record ForeignKey(
      String name,
      TableName from,
      List<String> fromColumns,
      TableName to,
      List<String> toColumns,
      OnDelete onDelete,
      boolean deferrable) {}

  /** The action of a foreign key when the referenced row is deleted. */
  public enum OnDelete {
    NO_ACTION,
    RESTRICT,
    CASCADE,
    SET_NULL,
    SET_DEFAULT
  }

  public Optional<Table> table(TableName name) {
    return Optional.ofNullable(tables.get(name));
  }
}
