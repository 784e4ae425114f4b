package dev.lapse.catalog.diagram;

import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.TableName;
import java.util.List;
import java.util.stream.Collectors;

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
        reference -> {
          OwnedBy.Where where = reference.where();
          return new PathArrow(
              set,
              reference.parent(),
              names(reference.columns())
                  + (where == null ? "" : " (" + String.join(", ", where.values()) + ")"),
              false);
        },
        referrer ->
            new PathArrow(set, referrer.referrer(), names(referrer.referrerColumns()), true));
  }

  private static String names(List<String> columns) {
    return columns.stream().map(TableName::written).collect(Collectors.joining(", "));
  }
}
