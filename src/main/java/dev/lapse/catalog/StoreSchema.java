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
 *
 * @param rowSecurity tables of which the connected role sees only what their policies show
 */
public record StoreSchema(
    Map<TableName, Table> tables,
    List<ForeignKey> foreignKeys,
    List<Trigger> triggers,
    List<MaterializedView> materializedViews,
    Set<TableName> views,
    Set<TableName> rowSecurity,
    List<TableName> sequences,
    List<UnpublishableChange> unpublishable) {

  /** What is done to a row. */
  public enum Event {
    DELETE,
    UPDATE
  }

  /**
   * A trigger or a rule that somebody wrote and that acts when rows of the table are deleted or
   * updated.
   *
   * @param updateColumns an update fires it only where it sets one of these; empty: any update
   * @param onReplica it fires also where {@code session_replication_role} is {@code replica}
   * @param deferred it may fire as late as at the commit
   * @param function the function it calls, as {@code schema.name}; of a rule, its own name
   * @param source the text of that function or of the rule; empty where there is none to read
   */
  public record Trigger(
      TableName table,
      String name,
      Set<Event> events,
      List<String> updateColumns,
      boolean onReplica,
      boolean deferred,
      String function,
      String source) {

    /** True if an update that sets these columns fires it. */
    public boolean firesOnUpdateOf(Collection<String> columns) {
      return events.contains(Event.UPDATE)
          && !columns.isEmpty()
          && (updateColumns.isEmpty() || updateColumns.stream().anyMatch(columns::contains));
    }
  }

  /**
   * A change that PostgreSQL refuses with 55000, because a publication could not describe the row
   * to its subscribers.
   *
   * @param table as the catalog lists it
   * @param part the table or partition that holds the rows
   * @param remedy the statement that ends it
   */
  public record UnpublishableChange(
      TableName table, TableName part, String publication, Set<Event> events, String remedy) {}

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
   * @param checks its CHECK constraints and those of its partitions
   * @param distinctions all that keeps rows of the table apart, whether over all rows or not
   */
  public record Table(
      TableName name,
      List<Column> columns,
      List<String> primaryKey,
      long estimatedRows,
      TableKind kind,
      List<Set<String>> uniqueKeys,
      List<List<String>> indexes,
      List<Check> checks,
      List<Distinction> distinctions) {

    public Table(
        TableName name, List<Column> columns, List<String> primaryKey, long estimatedRows) {
      this(
          name,
          columns,
          primaryKey,
          estimatedRows,
          TableKind.ORDINARY,
          primaryKey.isEmpty() ? List.of() : List.of(Set.copyOf(primaryKey)),
          primaryKey.isEmpty() ? List.of() : List.of(primaryKey),
          List.of(),
          List.of());
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

  /**
   * A CHECK constraint that PostgreSQL enforces.
   *
   * @param on the table, or the only partition that has it
   * @param expression SQL over the columns, as PostgreSQL prints it
   * @param columns all that the expression mentions
   */
  public record Check(String name, TableName on, String expression, List<String> columns) {}

  /**
   * A unique index (with or without a constraint) or an exclusion constraint, also one over some
   * rows only or over expressions.
   *
   * @param columns all that it depends on, its condition included
   * @param nullsDistinct several rows may have NULL there
   * @param plain it compares columns by equality, over all rows and without expressions
   * @param definition as PostgreSQL prints it
   */
  public record Distinction(
      String name,
      TableName on,
      List<String> columns,
      boolean nullsDistinct,
      boolean plain,
      String definition) {}

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

  /**
   * A declared reference.
   *
   * @param onDelete what PostgreSQL does to the referring row; nothing where the key is not
   *     enforced
   * @param setColumns what {@link OnDelete#SET_NULL} and {@link OnDelete#SET_DEFAULT} set: the
   *     columns that the key names for it, else all of them
   * @param period the last pair are ranges: the referring one must be covered by those referred to,
   *     and does not equal one of them
   * @param enforced false of a key that PostgreSQL 18 and later only keeps in mind
   */
  public record ForeignKey(
      String name,
      TableName from,
      List<String> fromColumns,
      TableName to,
      List<String> toColumns,
      OnDelete onDelete,
      List<String> setColumns,
      boolean deferrable,
      boolean period,
      boolean enforced) {

    /** An enforced key over equal values. */
    public ForeignKey(
        String name,
        TableName from,
        List<String> fromColumns,
        TableName to,
        List<String> toColumns,
        OnDelete onDelete,
        boolean deferrable) {
      this(name, from, fromColumns, to, toColumns, onDelete, fromColumns, deferrable, false, true);
    }
  }

  /** The action of a foreign key when the referenced row is deleted. */
  public enum OnDelete {
    NO_ACTION,
    RESTRICT,
    CASCADE,
    SET_NULL,
    SET_DEFAULT
  }

  public List<Trigger> triggersOf(TableName table, Event event) {
    return triggers.stream()
        .filter(trigger -> trigger.table().equals(table) && trigger.events().contains(event))
        .toList();
  }

  public List<Trigger> triggersOf(TableName table) {
    return triggers.stream().filter(trigger -> trigger.table().equals(table)).toList();
  }

  public Optional<Table> table(TableName name) {
    return Optional.ofNullable(tables.get(name));
  }
}
