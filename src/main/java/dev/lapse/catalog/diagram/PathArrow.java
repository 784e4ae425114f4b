package dev.lapse.catalog.diagram;

import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.TableName;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One path of a set as an arrow.
 *
 * @param set the set whose rows are found by it
 * @param end the table through which they are found
 * @param up true if the end refers to the set and not the set to the end
 */
record PathArrow(TableName set, TableName end, String label, boolean up) {
  static PathArrow of(TableName set, OwnedBy way, Store store) {
    return way.match(
        key -> new PathArrow(set, store.accounts(), TableName.written(key.column()), false),
        reference ->
            new PathArrow(
                set,
                reference.parent(),
                names(reference.columns()) + types(reference.where()),
                false),
        referrer ->
            new PathArrow(
                set,
                referrer.referrer(),
                names(referrer.referrerColumns()) + types(referrer.whose()),
                true));
  }

  private static String types(OwnedBy.@Nullable Where where) {
    return where == null ? "" : " (" + String.join(", ", where.values()) + ")";
  }

  private static String names(List<String> columns) {
    return columns.stream().map(TableName::written).collect(Collectors.joining(", "));
  }
}
