package dev.lapse.erase.postgresql;

import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.StoreSchema.OnDelete;
import dev.lapse.catalog.TableName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A reference from rows of one table to rows of another.
 *
 * @param name of the foreign key; of an undeclared reference its text in the catalog
 * @param where restricts an undeclared reference to some rows
 * @param declared what PostgreSQL does to the referring row; null if no constraint declares the
 *     reference
 * @param way rows of {@code from} belong to an account by this reference
 * @param accepted the catalog accepts, by this name, what becomes of rows that stay
 * @param clearable a column that can be set to null to end the reference; null if there is none
 */
record Pointer(
    String name,
    TableName from,
    List<String> columns,
    TableName to,
    List<String> toColumns,
    OwnedBy.@Nullable Where where,
    @Nullable OnDelete declared,
    boolean way,
    boolean accepted,
    @Nullable String clearable) {

  /** True if PostgreSQL itself would delete or change the referring row. */
  boolean actsOnReferrer() {
    return declared == OnDelete.CASCADE
        || declared == OnDelete.SET_NULL
        || declared == OnDelete.SET_DEFAULT;
  }

  boolean isToItself() {
    return from.equals(to);
  }
}
