package dev.lapse.catalog;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The tables of a live store, and what hangs on them, as PostgreSQL's own catalogs describe them.
 * Partitions are not listed, their roots are; tables of extensions, of Lapse, of PostgreSQL and the
 * histories of migration tools are left out.
 */
public record StoreSchema(
    Map<TableName, Table> tables,
    List<ForeignKey> foreignKeys,
    List<DeleteTrigger> triggers,
    List<MaterializedView> materializedViews,
    List<TableName> sequences) {

  /** Tables and keys alone. */
  public StoreSchema(Map<TableName, Table> tables, List<ForeignKey> foreignKeys) {
    this(tables, foreignKeys, List.of(), List.of(), List.of());
  }

  /**
   * A trigger or a rule that somebody wrote and that acts when rows of the table are deleted.
   *
   * @param onReplica it fires also where {@code session_replication_role} is {@code replica}
   */
  public record DeleteTrigger(TableName table, String name, boolean onReplica) {}

  /**
   * A view that keeps its own copy of rows.
   *
   * @param reads the tables that it is computed from
   * @param refreshesConcurrently it can be refreshed while others read it
   */
  public record MaterializedView(
      TableName name, Set<TableName> reads, boolean refreshesConcurrently) {}

  /**
   * A table.
   *
   * @param columns in the order of the table
   * @param primaryKey its columns; empty if there is none
   * @param estimatedRows what the planner believes
   * @param uniqueKeys columns of unique constraints and of unique indexes over all rows, the
   *     primary key among them
   * @param indexes the columns of each valid index over all rows, in its order
   */
  public record Table(
      TableName name,
      List<Column> columns,
      List<String> primaryKey,
      long estimatedRows,
      TableKind kind,
      List<Set<String>> uniqueKeys,
      List<List<String>> indexes) {

    public Table(
        TableName name, List<Column> columns, List<String> primaryKey, long estimatedRows) {
      this(
          name,
          columns,
          primaryKey,
          estimatedRows,
          TableKind.ORDINARY,
          primaryKey.isEmpty() ? List.of() : List.of(Set.copyOf(primaryKey)),
          primaryKey.isEmpty() ? List.of() : List.of(primaryKey));
    }

    /** True if rows are found by these columns without reading the whole table. */
    public boolean isIndexed(Collection<String> columnNames) {
      return indexes.stream().anyMatch(index -> columnNames.contains(index.get(0)));
    }

    /**
     * The table in statements that mean its own rows: those of tables that inherit from it are not
     * among them, those of its partitions are.
     */
    public String rows() {
      return kind == TableKind.PARTITIONED ? name.sql() : "only " + name.sql();
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
   *     varying(20)}; of a domain, its base type; followed by {@code collate nondeterministic}
   *     where different texts may be equal
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

  public List<DeleteTrigger> triggersOf(TableName table) {
    return triggers.stream().filter(trigger -> trigger.table().equals(table)).toList();
  }

  public Optional<Table> table(TableName name) {
    return Optional.ofNullable(tables.get(name));
  }
}
