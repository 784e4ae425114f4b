package dev.lapse.erase.postgresql.plan;

import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.live.StoreSchema.OnDelete;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A reference from rows of one table to rows of another.
 *
 * @param name of the foreign key; of an undeclared reference its text in the catalog
 * @param where restricts an undeclared reference to some rows
 * @param declared what PostgreSQL does to the referring row; null if no constraint enforces the
 *     reference
 * @param period the last pair of columns are ranges, which refer to each other where they overlap
 * @param way rows of {@code from} belong to an account by this reference
 * @param accepted the catalog accepts, by this name, the effects on rows that stay
 * @param ends the columns that are set to NULL or their default to end an accepted reference; empty
 *     if it cannot be ended so
 */
public record TableReference(
    String name,
    TableName from,
    List<String> columns,
    TableName to,
    List<String> toColumns,
    OwnedBy.@Nullable Where where,
    @Nullable OnDelete declared,
    boolean period,
    boolean way,
    boolean accepted,
    List<String> ends) {

  /** True if PostgreSQL itself would delete or change the referring row. */
  public boolean actsOnReferrer() {
    return declared == OnDelete.CASCADE
        || declared == OnDelete.SET_NULL
        || declared == OnDelete.SET_DEFAULT;
  }

  /** True if deleting a row deletes the rows that refer to it, and the catalog accepts it. */
  public boolean takesAlong() {
    return accepted && declared == OnDelete.CASCADE;
  }

  /** True if the catalog accepts that rows that stay lose the reference, and they can. */
  public boolean isEnded() {
    return accepted && !takesAlong() && !ends.isEmpty();
  }

  /** The replacement of an ended reference. */
  public String endValue() {
    return declared == OnDelete.SET_DEFAULT ? "default" : "null";
  }

  /** The message about rows in which it cannot be ended. */
  public String cannotBeEnded(long rows) {
    return "erasing %s would set %s of %d rows of %s that stay to %s (%s), which cannot be"
        .formatted(to, String.join(", ", ends), rows, from, endValue(), name);
  }

  /** The message if the replacement does not lead to a row. */
  public String leadsNowhere(long rows) {
    return "%s: %s has no such row that stays; insert the row that the default names, or %s"
        .formatted(cannotBeEnded(rows), to, wayOut());
  }

  /** The advice for rows in which it cannot be ended. */
  public String wayOut() {
    return "change these rows first, or let them go too (owned-by: %s at %s)"
        .formatted(new OwnedBy.Reference(columns, to, toColumns, where).text(), from);
  }

  public boolean isToItself() {
    return from.equals(to);
  }
}
