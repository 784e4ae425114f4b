package dev.lapse.catalog;

import dev.lapse.file.Position;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The catalog's entry of one table of a store.
 *
 * @param ownership who owns the rows
 * @param billing true for payment details, which are removed at the lapse
 * @param keep set if the rows are kept after the erasure
 * @param anonymize columns and the replacements of their values, in the syntax of {@link
 *     AnonymousValue} (null: NULL); empty if rows are deleted
 * @param label what customers call the rows, by language; empty if they are not named
 * @param sideEffects side effects and other details of the erasure
 * @param by the name of the convention that made it; null for an entry of its own
 * @param at position in the catalog
 */
public record DataSet(
    String store,
    TableName table,
    Ownership ownership,
    boolean billing,
    @Nullable Keep keep,
    Map<String, @Nullable String> anonymize,
    Map<String, String> label,
    SideEffects sideEffects,
    @Nullable String by,
    Position at) {

  /** A set with an owner and no other keys. */
  public DataSet(String store, TableName table, Ownership ownership, Position at) {
    this(store, table, ownership, false, null, Map.of(), Map.of(), SideEffects.NOTHING, null, at);
  }

  /**
   * Details that the live schema does not show.
   *
   * @param refers references without a constraint that are not paths
   * @param accepts foreign keys, references and triggers of this table whose effects on rows that
   *     stay are accepted
   * @param bypasses delete and update triggers of this table that must not fire
   * @param largeObjects columns with the ids of large objects that are deleted with the row
   * @param sharedWhere rows that belong to nobody, although others of the table belong to accounts
   */
  public record SideEffects(
      List<OwnedBy.Reference> refers,
      Set<String> accepts,
      Set<String> bypasses,
      List<String> largeObjects,
      List<SharedWhere> sharedWhere) {
    public static final SideEffects NOTHING =
        new SideEffects(List.of(), Set.of(), Set.of(), List.of(), List.of());
  }

  /**
   * Rows of an owned table that belong to nobody, identified by a type that no path includes.
   *
   * @param values compared as text; empty: rows in which the column is null or, if it is a key
   *     after a prefix, those that begin so
   */
  public record SharedWhere(String column, List<String> values) {
    /** True if the column is a key after a prefix, which then is the type. */
    public static boolean isPrefix(String column) {
      return ColumnExpression.of(column).filter(key -> key.path().isEmpty()).isPresent();
    }

    /** The text in a catalog. */
    public String text() {
      return OwnedByText.write(this);
    }
  }

  /** Who owns the rows of a table. */
  public sealed interface Ownership {
    /** Accounts, by at least one path. */
    record Owned(List<OwnedBy> by) implements Ownership {}

    /** No account. */
    record Shared() implements Ownership {}

    /** Unknown; erasure is blocked until the question is answered. */
    record Unclassified(String question) implements Ownership {}
  }

  /**
   * Why rows are kept, and for how long.
   *
   * @param from the column with the date from which the period of each row is counted; null for the
   *     lapse
   * @param with the set whose rows these rows go with, and whose period this is; null for a period
   *     of their own
   */
  public record Keep(String why, Period duration, @Nullable String from, @Nullable TableName with) {
    /** Counted from the lapse. */
    public Keep(String why, Period duration) {
      this(why, duration, null, null);
    }

    /**
     * What the period is counted by, to compare it with what was recorded at the erasure: a date
     * column, or {@code with} and a table. Null if it is counted from the lapse.
     */
    public @Nullable String countedBy() {
      return with == null ? from : "with " + with;
    }
  }

  /** A copy of this entry that a convention made, or that is the user's own (null). */
  public DataSet by(@Nullable String convention) {
    return new DataSet(
        store, table, ownership, billing, keep, anonymize, label, sideEffects, convention, at);
  }

  /** A copy of this entry that is kept in another way. */
  public DataSet keep(Keep otherwise) {
    return new DataSet(
        store, table, ownership, billing, otherwise, anonymize, label, sideEffects, by, at);
  }

  /** With what people added to another entry of the same table. */
  public DataSet with(DataSet other) {
    return new DataSet(
        store,
        table,
        ownership,
        other.billing,
        other.keep,
        other.anonymize,
        other.label,
        merged(other.sideEffects),
        by,
        at);
  }

  /** With rows that belong to nobody. */
  public DataSet sharedWhere(List<SharedWhere> rows) {
    SideEffects effects =
        new SideEffects(
            sideEffects.refers(),
            sideEffects.accepts(),
            sideEffects.bypasses(),
            sideEffects.largeObjects(),
            rows);
    return new DataSet(store, table, ownership, billing, keep, anonymize, label, effects, by, at);
  }

  /** With the side effects that another entry of the same table names. */
  public DataSet allowing(DataSet other) {
    return new DataSet(
        store,
        table,
        ownership,
        billing,
        keep,
        anonymize,
        label,
        merged(other.sideEffects),
        by,
        at);
  }

  /** Large objects go with rows that are erased: only an owned set has them. */
  private SideEffects merged(SideEffects theirs) {
    return new SideEffects(
        union(sideEffects.refers(), theirs.refers()).stream()
            .filter(reference -> !ways().contains(reference))
            .toList(),
        theirs.accepts(),
        theirs.bypasses(),
        isOwned() ? union(sideEffects.largeObjects(), theirs.largeObjects()) : List.of(),
        sideEffects.sharedWhere());
  }

  private static <T> List<T> union(List<T> ours, List<T> theirs) {
    return Stream.concat(ours.stream(), theirs.stream()).distinct().toList();
  }

  /** {@code store.schema.table}, the name of the set in reports and metrics. */
  public String name() {
    return store + "." + table;
  }

  public boolean isOwned() {
    return ownership instanceof Ownership.Owned;
  }

  /** True if the rows are deleted when their account is erased. */
  public boolean isErased() {
    return isOwned() && keep == null && anonymize.isEmpty();
  }

  /** True if side effects of this name are accepted. */
  public boolean accepts(String name) {
    return sideEffects.accepts().contains(name);
  }

  /** The paths by which rows belong to an account; empty for shared and unclassified sets. */
  public List<OwnedBy> ways() {
    return ownership instanceof Ownership.Owned owned ? owned.by() : List.of();
  }

  /** The paths of one kind. */
  public <T extends OwnedBy> List<T> ways(Class<T> kind) {
    return ways().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** The columns with an account's key: if one has a value, it alone determines the owner. */
  public List<String> accountKeys() {
    return ways(OwnedBy.Key.class).stream().map(OwnedBy.Key::column).toList();
  }

  /** The columns that determine the owner of a row. */
  public List<String> recognizedBy() {
    List<String> columns = new ArrayList<>();
    for (OwnedBy way : ways()) {
      columns.addAll(way.columns());
      if (way.where() != null) {
        columns.add(way.where().column());
      }
    }
    return columns.stream().distinct().toList();
  }
}
