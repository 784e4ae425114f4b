package dev.lapse.catalog;

import dev.lapse.file.Position;
import java.time.Period;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the catalog says of one table of a store.
 *
 * @param ownership whose the rows are
 * @param billing payment details, removed at the lapse already
 * @param keep set when the rows outlive the account
 * @param anonymize columns and the constants (null: NULL) that take the place of their values;
 *     empty: rows are deleted
 * @param at where the catalog says it
 */
public record DataSet(
    String store,
    TableName table,
    Ownership ownership,
    boolean billing,
    @Nullable Keep keep,
    Map<String, @Nullable String> anonymize,
    Position at) {

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

  /** The ways in which rows belong to an account; empty for shared and unclassified sets. */
  public List<OwnedBy> ways() {
    return ownership instanceof Ownership.Owned owned ? owned.by() : List.of();
  }
}
