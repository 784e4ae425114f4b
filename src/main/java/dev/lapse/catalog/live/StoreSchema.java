package dev.lapse.catalog.live;

import dev.lapse.catalog.ColumnExpression;
import dev.lapse.catalog.TableName;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The tables of a live store with their constraints and triggers, from PostgreSQL's own catalogs.
 * Partitions are represented by their roots; tables of extensions, of Lapse, of PostgreSQL and the
 * histories of migration tools are left out.
 *
 * @param rowSecurity tables in which the connected role only sees the rows that policies show
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

  /** The changes of a row. */
  public enum Event {
    DELETE,
    UPDATE;

    static Set<Event> of(boolean delete, boolean update) {
      Set<Event> events = EnumSet.noneOf(Event.class);
      if (delete) {
        events.add(DELETE);
      }
      if (update) {
        events.add(UPDATE);
      }
      return Collections.unmodifiableSet(events);
    }
  }

  /**
   * A user-defined trigger or rule that fires when rows of the table are deleted or updated.
   *
   * @param updateColumns an update fires it only if it sets one of these; empty for any update
   * @param onReplica it also fires if {@code session_replication_role} is {@code replica}
   * @param deferred it may fire as late as the commit
   * @param function the function it calls, as {@code schema.name}; of a rule, its own name
   * @param source the text of that function or of the rule; empty if there is none to read
   * @param rule PostgreSQL rewrites statements by it, and refuses those that also return rows
   */
  public record Trigger(
      TableName table,
      String name,
      Set<Event> events,
      List<String> updateColumns,
      boolean onReplica,
      boolean deferred,
      String function,
      String source,
      boolean rule) {

    /** True if an update that sets these columns fires it. */
    public boolean firesOnUpdateOf(Collection<String> columns) {
      return events.contains(Event.UPDATE)
          && !columns.isEmpty()
          && (updateColumns.isEmpty() || updateColumns.stream().anyMatch(columns::contains));
    }
  }

  /**
   * A change that PostgreSQL refuses with 55000, because a publication could not identify the row
   * for its subscribers.
   *
   * @param table the table in the catalog
   * @param part the table or partition that contains the rows
   * @param remedy the statement that fixes it
   */
  public record UnpublishableChange(
      TableName table, TableName part, String publication, Set<Event> events, String remedy) {}

  /**
   * A materialized view.
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
   * @param estimatedRows the planner's estimate
   * @param uniqueKeys columns of unique constraints and of unique indexes over all rows, the
   *     primary key among them
   * @param indexes the columns of each valid index over all rows, in its order; of one that begins
   *     with an expression that alone, {@linkplain ColumnExpression#normalized normalized}
   * @param checks its CHECK constraints and those of its partitions
   * @param distinctions all unique indexes and exclusion constraints, over all rows or not
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

    /** True if an index finds rows by these columns. */
    public boolean isIndexed(Collection<String> columnNames) {
      List<String> names =
          columnNames.stream()
              .map(name -> ColumnExpression.of(name).map(ColumnExpression::indexed).orElse(name))
              .toList();
      return indexes.stream().anyMatch(index -> names.contains(index.get(0)));
    }

    /**
     * The table in statements about its own rows: includes the rows of its partitions, but not
     * those of tables that inherit from it.
     */
    public String rows() {
      return kind == TableKind.PARTITIONED ? name.sql() : "only " + name.sql();
    }

    /** True if these columns are unique. */
    public boolean isUnique(Collection<String> columnNames) {
      return uniqueKeys.stream().anyMatch(columnNames::containsAll);
    }

    /** A column, or what an expression of a catalog reads from one. */
    public Optional<Column> column(String column) {
      return columns.stream()
          .filter(known -> known.name().equals(column))
          .findFirst()
          .or(() -> ColumnExpression.of(column).flatMap(this::read));
    }

    private Optional<Column> read(ColumnExpression expression) {
      return columns.stream()
          .filter(known -> known.name().equals(expression.column()))
          .filter(known -> expression.reads(known.type()))
          .map(known -> new Column(expression.text(), "text", false, true))
          .findFirst();
    }
  }

  /**
   * A column.
   *
   * @param type as PostgreSQL prints it, for example {@code bigint} or {@code character
   *     varying(20)}; of a domain, its base type; followed by {@code collate nondeterministic} if
   *     different texts may be equal
   * @param generated PostgreSQL computes the value; a statement cannot set it
   */
  public record Column(String name, String type, boolean notNull, boolean generated) {}

  /**
   * A CHECK constraint that PostgreSQL enforces.
   *
   * @param on the table, or the only partition with the constraint
   * @param expression SQL over the columns, as PostgreSQL prints it
   * @param columns all columns in the expression
   */
  public record Check(String name, TableName on, String expression, List<String> columns) {}

  /**
   * A unique index (with or without a constraint) or an exclusion constraint, also one over some
   * rows only or over expressions.
   *
   * @param columns all columns that it depends on, including its condition
   * @param nullsDistinct several rows may have NULL there
   * @param plain it compares columns by equality, over all rows and without expressions
   * @param definition the definition as PostgreSQL prints it
   */
  public record Distinction(
      String name,
      TableName on,
      List<String> columns,
      boolean nullsDistinct,
      boolean plain,
      String definition) {}

  /** How a table stores its rows. */
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
   * @param onDelete what PostgreSQL does to the referring row; nothing if the key is not enforced
   * @param setColumns what {@link OnDelete#SET_NULL} and {@link OnDelete#SET_DEFAULT} set: the
   *     columns that the key lists for it, otherwise all
   * @param period the last pair are ranges: the referring one must be covered by those referred to,
   *     and does not equal one of them
   * @param enforced false for a NOT ENFORCED key of PostgreSQL 18 and later
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
