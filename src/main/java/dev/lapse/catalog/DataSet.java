package dev.lapse.catalog;

import dev.lapse.file.Position;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the catalog says of one table of a store.
 *
 * @param ownership whose the rows are
 * @param billing payment details, removed at the lapse already
 * @param keep set when the rows outlive the account
 * @param anonymize columns and what takes the place of their values, to be read as {@link
 *     AnonymousValue} (null: NULL); empty: rows are deleted
 * @param further what else is to be known to erase the rows
 * @param at where the catalog says it
 */
public record DataSet(
    String store,
    TableName table,
    Ownership ownership,
    boolean billing,
    @Nullable Keep keep,
    Map<String, @Nullable String> anonymize,
    Further further,
    Position at) {

  /** A set of which only the owner is to be known. */
  public DataSet(String store, TableName table, Ownership ownership, Position at) {
    this(store, table, ownership, false, null, Map.of(), Further.NOTHING, at);
  }

  /**
   * What a live table does not say of itself.
   *
   * @param refers references that no constraint declares and that are no ways
   * @param accepts foreign keys, references and triggers of this table whose effect on rows that
   *     stay is accepted
   * @param bypasses delete and update triggers of this table that must not fire
   * @param largeObjects columns with the ids of large objects that go with the row
   * @param sharedWhere rows that belong to nobody, though others of their table belong to accounts
   */
  public record Further(
      List<OwnedBy.Reference> refers,
      Set<String> accepts,
      Set<String> bypasses,
      List<String> largeObjects,
      List<SharedWhere> sharedWhere) {
    public static final Further NOTHING =
        new Further(List.of(), Set.of(), Set.of(), List.of(), List.of());
  }

  /**
   * Rows of an owned table that belong to nobody, by the type that no way names.
   *
   * @param values compared as text; empty: rows in which the column is null
   */
  public record SharedWhere(String column, List<String> values) {
    /** As a catalog writes it. */
    public String text() {
      return OwnedByText.write(this);
    }
  }

  /** Whose the rows of a table are. */
  public sealed interface Ownership {
    /** Of accounts, by at least one way. */
    record Owned(List<OwnedBy> by) implements Ownership {}

    /** Of no account. */
    record Shared() implements Ownership {}

    /** Not known; erasure is blocked until the question is answered. */
    record Unclassified(String question) implements Ownership {}
  }

  /** Why rows are kept, and for how long after the lapse. */
  public record Keep(String why, Period duration) {}

  /** {@code store.schema.table}, the name of the set in reports and metrics. */
  public String name() {
    return store + "." + table;
  }

  public boolean isOwned() {
    return ownership instanceof Ownership.Owned;
  }

  /** True if the rows go when their account is erased. */
  public boolean isErased() {
    return isOwned() && keep == null && anonymize.isEmpty();
  }

  /** True if side effects of this name are accepted. */
  public boolean accepts(String name) {
    return further.accepts().contains(name);
  }

  /** The ways in which rows belong to an account; empty for shared and unclassified sets. */
  public List<OwnedBy> ways() {
    return ownership instanceof Ownership.Owned owned ? owned.by() : List.of();
  }

  /** The columns that say whose a row is. */
  public List<String> recognizedBy() {
    List<String> columns = new ArrayList<>();
    for (OwnedBy way : ways()) {
      if (way instanceof OwnedBy.Key key) {
        columns.add(key.column());
      } else if (way instanceof OwnedBy.Reference reference) {
        columns.addAll(reference.columns());
        if (reference.where() != null) {
          columns.add(reference.where().column());
        }
      } else if (way instanceof OwnedBy.Referrer referrer) {
        columns.addAll(referrer.columns());
      }
    }
    return columns.stream().distinct().toList();
  }
}
