package dev.lapse.erase.postgresql;

import dev.lapse.catalog.Identifier;
import dev.lapse.catalog.TableName;
import dev.lapse.erase.postgresql.plan.TableReference;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * New values that an erasure would write into rows that stay.
 *
 * @param table of the rows
 * @param from the rows {@code t}, and what they are found through
 * @param where the condition on them
 * @param account the expression of the account that is erased
 * @param values an expression of the column's type for each column that is written
 * @param ends the accepted reference that is ended; null where the rows are anonymized
 * @param indexed an index serves the search for the rows
 */
record PlannedChange(
    TableName table,
    String from,
    String where,
    String account,
    Map<String, String> values,
    @Nullable TableReference ends,
    boolean indexed) {

  /** The new value of a column of the row {@code t}. */
  String value(String column) {
    return values.getOrDefault(column, "t." + Identifier.quote(column));
  }

  /** The message about rows that PostgreSQL refuses to change. */
  String described(long rows) {
    return ends == null
        ? "%d rows of %s cannot be anonymized".formatted(rows, table)
        : ends.cannotBeEnded(rows);
  }
}
