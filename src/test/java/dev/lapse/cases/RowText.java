package dev.lapse.cases;

import dev.lapse.cases.Filling.Row;
import dev.lapse.cases.Shape.Kind;
import dev.lapse.cases.Shape.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The values of a row, as PostgreSQL writes them and as it takes them. */
final class RowText {
  private RowText() {}

  /** In the order of the columns; null stands for NULL. */
  static List<String> values(Shape shape, Row row) {
    Keys keys = shape.keys;
    List<String> values = new ArrayList<>(List.of(keys.text(row.id)));
    if (row.table.composite) {
      values.add(String.valueOf(row.part));
    }
    if (row.table.kind == Kind.TENANT) {
      values.add(row.tenant == null ? null : keys.text(row.tenant));
    }
    if (row.table.kind == Kind.POLYMORPHIC) {
      values.add(row.type);
      values.add(row.target == null ? null : keys.text(row.target.id));
    }
    for (Reference reference : row.table.references) {
      Row target = row.references.get(reference);
      values.add(target == null ? null : keys.text(target.id));
      if (reference.to().composite) {
        values.add(target == null ? null : String.valueOf(target.part));
      }
    }
    return values;
  }

  /** As {@link Rows} has it. */
  static String of(Shape shape, Row row) {
    return values(shape, row).stream()
        .map(value -> value == null ? "" : value.contains(" ") ? "\"" + value + "\"" : value)
        .collect(Collectors.joining(",", row.table.sqlName() + "  (", ")"));
  }

  static String sql(Shape shape, Row row) {
    return values(shape, row).stream()
        .map(value -> value == null ? "null" : "'" + value + "'")
        .collect(Collectors.joining(", ", "(", ")"));
  }
}
