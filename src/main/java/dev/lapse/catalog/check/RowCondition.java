package dev.lapse.catalog.check;

import dev.lapse.catalog.Identifier;
import dev.lapse.catalog.SqlLiteral;
import dev.lapse.catalog.live.StoreSchema.Check;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A CHECK constraint that a change of some columns may violate in one row but not in another,
 * because it also depends on other columns.
 */
public record RowCondition(Table table, Check check) {
  /** The constraints of a table that use at least one of these columns. */
  public static List<RowCondition> of(Table table, Collection<String> changed) {
    return table.checks().stream()
        .filter(check -> check.columns().stream().anyMatch(changed::contains))
        .map(check -> new RowCondition(table, check))
        .toList();
  }

  /** True if the constraint depends on the changed columns only. */
  public boolean isDecidedBy(Collection<String> changed) {
    return changed.containsAll(check.columns());
  }

  /**
   * An SQL expression that is true for a row in which the change would violate the constraint.
   *
   * @param alias alias of the row in the statement
   * @param changes an expression of the column's type for each column that gets a new value
   */
  public String isBroken(String alias, Map<String, String> changes) {
    String columns =
        new TreeSet<>(check.columns())
            .stream()
                .map(
                    column ->
                        changes.getOrDefault(column, alias + "." + Identifier.quote(column))
                            + " as "
                            + Identifier.quote(column))
                .collect(Collectors.joining(", "));
    String broken =
        "exists (select from (select %s) as changed where not (%s))"
            .formatted(columns.isEmpty() ? "1 as one" : columns, check.expression());
    return check.on().equals(table.name())
        ? broken
        : "(%s.tableoid = cast(%s as regclass) and %s)"
            .formatted(alias, SqlLiteral.of(check.on().sql()), broken);
  }
}
