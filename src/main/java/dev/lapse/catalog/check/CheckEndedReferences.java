package dev.lapse.catalog.check;

import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.check.CatalogProblem.Kind;
import dev.lapse.catalog.check.CheckRows.Found;
import dev.lapse.catalog.live.FallibleQueries;
import dev.lapse.catalog.live.StoreSchema;
import dev.lapse.catalog.live.StoreSchema.ForeignKey;
import dev.lapse.catalog.live.StoreSchema.OnDelete;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lets PostgreSQL try the replacements of references that the catalog lets an erasure end: whether
 * the columns accept NULL or their default, and whether the default leads to a row.
 */
public final class CheckEndedReferences {
  /** A constant default: evaluating it has no side effects. */
  private static final Pattern CONSTANT =
      Pattern.compile(
          "(?:-?[\\d.]+|'(?:[^']|'')*'|\\(-\\d+\\)|NULL|true|false)(?:::[\\w .\"(),]+)?");

  private static final String COLUMNS =
      """
      select a.attname::text,
        format_type(a.atttypid, a.atttypmod),
        pg_get_expr(d.adbin, d.adrelid)
      from pg_attribute a
      left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
      where a.attrelid = cast(? as regclass) and a.attnum > 0 and not a.attisdropped
      """;

  private final DataSet set;
  private final Table table;
  private final FallibleQueries fallibleQueries;
  private final Found found;
  private final Map<String, String> types = new HashMap<>();
  private final Map<String, String> defaults = new HashMap<>();

  private CheckEndedReferences(
      DataSet set, Table table, FallibleQueries fallibleQueries, Found found) {
    this.set = set;
    this.table = table;
    this.fallibleQueries = fallibleQueries;
    this.found = found;
  }

  /** True if an expression is constant and has no side effects. */
  public static boolean isConstant(String expression) {
    return CONSTANT.matcher(expression).matches();
  }

  static void check(
      DataSet set, Table table, StoreSchema live, FallibleQueries fallibleQueries, Found found) {
    List<ForeignKey> ended =
        live.foreignKeys().stream()
            .filter(key -> key.from().equals(set.table()) && key.enforced())
            .filter(key -> set.accepts(key.name()) && key.onDelete() != OnDelete.CASCADE)
            .toList();
    if (ended.isEmpty()) {
      return;
    }
    CheckEndedReferences check = new CheckEndedReferences(set, table, fallibleQueries, found);
    try {
      fallibleQueries.each(
          COLUMNS,
          List.of(table.name().sql()),
          row -> {
            check.types.put(row.getString(1), row.getString(2));
            check.defaults.put(row.getString(1), row.getString(3));
          });
      for (ForeignKey key : ended) {
        check.tryEnd(key);
      }
    } catch (FallibleQueries.Refused refused) {
      found.problem(Kind.UNREADABLE, set, set.table() + ": " + refused.reason());
    }
  }

  private void tryEnd(ForeignKey key) throws FallibleQueries.Refused {
    List<String> values = new ArrayList<>();
    for (String column : written(key)) {
      String value = value(key, column);
      if (value == null || !takes(key, column, value)) {
        return;
      }
      values.add(value);
    }
    if (key.onDelete() == OnDelete.SET_DEFAULT && key.setColumns().equals(key.fromColumns())) {
      tryDefault(key, values);
    }
  }

  private List<String> written(ForeignKey key) {
    return switch (key.onDelete()) {
      case SET_NULL, SET_DEFAULT -> key.setColumns();
      case NO_ACTION, RESTRICT, CASCADE ->
          key.fromColumns().stream()
              .filter(
                  name ->
                      table
                          .column(name)
                          .filter(column -> !column.notNull() && !column.generated())
                          .isPresent())
              .toList();
    };
  }

  private @Nullable String value(ForeignKey key, String column) {
    String value = key.onDelete() == OnDelete.SET_DEFAULT ? defaults.get(column) : null;
    if (value == null) {
      return "null";
    }
    return isConstant(value) ? value : null;
  }

  private boolean takes(ForeignKey key, String column, String value)
      throws FallibleQueries.Refused {
    String typed = "cast(%s as %s)".formatted(value, types.get(column));
    String why;
    try {
      boolean isNull = fallibleQueries.isTrue("select %s is null".formatted(typed), List.of());
      boolean notNull = table.column(column).filter(StoreSchema.Column::notNull).isPresent();
      why = isNull && notNull ? "it is not null" : "";
    } catch (FallibleQueries.Refused refused) {
      why = refused.reasonWithValues();
    }
    if (!why.isEmpty()) {
      found.problem(
          Kind.NOT_ASSIGNABLE,
          set,
          "%s.%s does not accept %s, which accepted foreign key %s would write: %s; do not accept the key, or change the column"
              .formatted(table.name(), TableName.written(column), value, key.name(), why));
    }
    return why.isEmpty();
  }

  /** If all columns have a default that is not null, it must lead to a row. */
  private void tryDefault(ForeignKey key, List<String> values) throws FallibleQueries.Refused {
    if (values.stream().anyMatch(value -> value.startsWith("null") || value.startsWith("NULL"))) {
      return;
    }
    if (!fallibleQueries.leadsToARow(key, values)) {
      found.problem(
          Kind.NOT_ASSIGNABLE,
          set,
          "accepted foreign key %s would set %s (%s) to its default %s, but %s has no such row; insert it, or change the default"
              .formatted(
                  key.name(),
                  table.name(),
                  String.join(", ", key.fromColumns()),
                  String.join(", ", values),
                  key.to()));
    }
  }
}
