package dev.lapse.catalog.check;

import dev.lapse.catalog.AnonymousValue;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.check.CatalogProblem.Kind;
import dev.lapse.catalog.live.StoreSchema.Column;
import dev.lapse.catalog.live.StoreSchema.Table;
import dev.lapse.file.NearestName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks the columns that a set anonymizes, as far as the schema alone allows. */
final class CheckAnonymize {
  private final DataSet set;
  private final Table table;
  private final List<CatalogProblem> problems = new ArrayList<>();

  private CheckAnonymize(DataSet set, Table table) {
    this.set = set;
    this.table = table;
  }

  static List<CatalogProblem> of(DataSet set, Table table) {
    CheckAnonymize check = new CheckAnonymize(set, table);
    set.anonymize().forEach(check::change);
    return check.problems;
  }

  private void change(String name, @Nullable String constant) {
    Column column = table.column(name).orElse(null);
    if (column == null) {
      List<String> known = table.columns().stream().map(Column::name).toList();
      add(
          Kind.MISSING_COLUMN,
          "%s has no column '%s'%s".formatted(table.name(), name, NearestName.hint(name, known)));
    } else if (column.generated()) {
      add(
          Kind.NOT_ASSIGNABLE,
          "%s.%s is a generated column; anonymize the columns that it is computed from"
              .formatted(table.name(), TableName.written(name)));
    } else if (constant == null && column.notNull()) {
      add(
          Kind.NOT_ASSIGNABLE,
          "%s.%s is not null; anonymize it with a constant"
              .formatted(table.name(), TableName.written(name)));
    } else if (constant != null
        && table.primaryKey().isEmpty()
        && AnonymousValue.parse(constant).names(AnonymousValue.RowKey.class)) {
      add(
          Kind.NOT_ASSIGNABLE,
          "%s.%s is anonymized with {key}, but %1$s has no primary key; write {random}, or {account} if each account has one row"
              .formatted(table.name(), TableName.written(name)));
    }
  }

  private void add(Kind kind, String message) {
    problems.add(new CatalogProblem(kind, set.table(), message, set.at()));
  }
}
