package dev.lapse.catalog.check;

import dev.lapse.catalog.AnonymousValue;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.KeyType;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.SqlLiteral;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.check.CatalogProblem.Kind;
import dev.lapse.catalog.check.CheckRows.Found;
import dev.lapse.catalog.live.FallibleQueries;
import dev.lapse.catalog.live.StoreSchema;
import dev.lapse.catalog.live.StoreSchema.Column;
import dev.lapse.catalog.live.StoreSchema.Distinction;
import dev.lapse.catalog.live.StoreSchema.ForeignKey;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lets PostgreSQL try each constant of {@code anonymize}: whether the column accepts it, what is
 * stored, and whether the table's constraints allow it.
 */
final class CheckConstants {
  private static final String DECLARED_TYPES =
      """
      select attname::text, format_type(atttypid, atttypmod)
      from pg_attribute
      where attrelid = cast(? as regclass) and attnum > 0 and not attisdropped
      """;

  /** The generated columns of a table with the columns that they are computed from. */
  private static final String COMPUTED =
      """
      select distinct g.attname::text, b.attname::text
      from pg_attribute g
      join pg_attrdef f on f.adrelid = g.attrelid and f.adnum = g.attnum
      join pg_depend d
        on (d.classid = 'pg_class'::regclass and d.objid = g.attrelid and d.objsubid = g.attnum)
        or (d.classid = 'pg_attrdef'::regclass and d.objid = f.oid)
      join pg_attribute b
        on d.refclassid = 'pg_class'::regclass and d.refobjid = b.attrelid and d.refobjsubid = b.attnum
      where g.attrelid = cast(? as regclass) and g.attgenerated <> '' and b.attnum <> g.attnum
        and b.attrelid = g.attrelid
      order by 1, 2
      """;

  private final Store store;
  private final DataSet set;
  private final Table table;
  private final StoreSchema live;
  private final FallibleQueries fallibleQueries;
  private final Found found;
  private final Map<String, String> declared = new HashMap<>();

  /** An expression of the column's type for each column that accepts its constant. */
  private final Map<String, String> stored = new HashMap<>();

  private CheckConstants(
      Store store,
      DataSet set,
      Table table,
      StoreSchema live,
      FallibleQueries fallibleQueries,
      Found found) {
    this.store = store;
    this.set = set;
    this.table = table;
    this.live = live;
    this.fallibleQueries = fallibleQueries;
    this.found = found;
  }

  static void check(
      Store store,
      DataSet set,
      Table table,
      StoreSchema live,
      FallibleQueries fallibleQueries,
      Found found) {
    if (set.anonymize().isEmpty()) {
      return;
    }
    CheckConstants check = new CheckConstants(store, set, table, live, fallibleQueries, found);
    try {
      fallibleQueries.each(
          DECLARED_TYPES,
          List.of(table.name().sql()),
          row -> check.declared.put(row.getString(1), row.getString(2)));
      fallibleQueries.each(
          COMPUTED,
          List.of(table.name().sql()),
          row -> check.refuseComputedKey(row.getString(1), row.getString(2)));
    } catch (FallibleQueries.Refused refused) {
      found.problem(Kind.UNREADABLE, set, set.table() + ": " + refused.reason());
      return;
    }
    set.anonymize().forEach(check::tryColumn);
    RowCondition.of(table, set.anonymize().keySet()).forEach(check::tryCondition);
    table.distinctions().forEach(check::refuseRepeated);
    live.foreignKeys().stream()
        .filter(key -> key.from().equals(set.table()))
        .forEach(check::tryReference);
  }

  /** A row would be found no more by a column that is computed from a replaced value. */
  private void refuseComputedKey(String computed, String from) {
    boolean finds =
        set.recognizedBy().contains(computed)
            || live.foreignKeys().stream()
                .anyMatch(
                    key -> key.to().equals(set.table()) && key.toColumns().contains(computed));
    if (finds && set.anonymize().containsKey(from)) {
      found.problem(
          Kind.NOT_ASSIGNABLE,
          set,
          "%s.%s is anonymized, but %s, by which rows are found, is computed from it; anonymize other columns, or let the rows go"
              .formatted(set.table(), TableName.written(from), TableName.written(computed)));
    }
  }

  private void tryColumn(String name, @Nullable String constant) {
    Column column = table.column(name).orElse(null);
    String type = declared.get(name);
    if (column == null || type == null || column.generated()) {
      return;
    }
    if (constant == null) {
      tryNull(column, type);
      return;
    }
    AnonymousValue value = AnonymousValue.parse(constant);
    String written = value.sql(SqlLiteral.of(sampleId()), sampleKey());
    String expression = assigned(written, column, type);
    try {
      fallibleQueries.each(
          "select %s, cast(%s as text)".formatted(written, expression),
          List.of(),
          row -> report(name, row.getString(1), row.getString(2), value));
      stored.put(name, expression);
    } catch (FallibleQueries.Refused refused) {
      found.problem(
          Kind.NOT_ASSIGNABLE,
          set,
          "%s.%s (%s) does not accept the constant '%s': %s"
              .formatted(
                  table.name(),
                  TableName.written(name),
                  type,
                  constant,
                  refused.reasonWithValues()));
    }
  }

  /** A domain may forbid NULL by a condition of its own. */
  private void tryNull(Column column, String type) {
    String expression = "cast(null as " + type + ")";
    if (column.notNull()) {
      return; // already reported from the schema
    }
    try {
      fallibleQueries.each("select " + expression, List.of(), row -> {});
      stored.put(column.name(), expression);
    } catch (FallibleQueries.Refused refused) {
      found.problem(
          Kind.NOT_ASSIGNABLE,
          set,
          "%s.%s (%s) does not accept null: %s; anonymize it with a constant"
              .formatted(
                  table.name(),
                  TableName.written(column.name()),
                  type,
                  refused.reasonWithValues()));
    }
  }

  private void report(String name, String written, @Nullable String result, AnonymousValue value) {
    if (!written.equals(result) && !value.names(AnonymousValue.Random.class)) {
      found.notice(
          set,
          "%s.%s is anonymized with '%s', which PostgreSQL stores as '%s'"
              .formatted(table.name(), TableName.written(name), written, result));
    }
  }

  /**
   * The text as an assignment to the column would treat it. A cast truncates a text to the column's
   * length; an assignment refuses it, and so do the JSON functions.
   */
  private static String assigned(String written, Column column, String type) {
    boolean limited =
        column.type().contains("(")
            && (ComparableTypes.isText(column.type()) || column.type().startsWith("bit"));
    return limited
        ? "(select taken.value from json_to_record(json_build_object('value', %s)) as taken(value %s))"
            .formatted(written, type)
        : "cast(%s as %s)".formatted(written, type);
  }

  private String sampleId() {
    return live.table(store.accounts())
        .flatMap(accounts -> accounts.column(store.key()))
        .map(CheckConstants::sample)
        .orElse("1");
  }

  private List<String> sampleKey() {
    return table.primaryKey().stream()
        .map(name -> table.column(name).map(CheckConstants::sample).orElse("1"))
        .map(SqlLiteral::of)
        .toList();
  }

  private static String sample(Column column) {
    return KeyType.of(column.type()).filter(KeyType.UUID_KEY::equals).isPresent()
        ? "00000000-0000-4000-8000-000000000001"
        : "1";
  }

  private void tryCondition(RowCondition condition) {
    if (!condition.isDecidedBy(set.anonymize().keySet())
        || !stored.keySet().containsAll(condition.check().columns())) {
      return; // depends on the row, or cannot be tried
    }
    try {
      if (fallibleQueries.isTrue(
          "select %s from (select 1) as nothing".formatted(condition.isBroken("nothing", stored)),
          List.of())) {
        found.problem(
            Kind.NOT_ASSIGNABLE,
            set,
            "%s cannot be anonymized like this: check constraint %s refuses it: %s"
                .formatted(table.name(), condition.check().name(), condition.check().expression()));
      }
    } catch (FallibleQueries.Refused refused) {
      found.notice(
          set,
          "could not evaluate check constraint %s of %s: %s"
              .formatted(condition.check().name(), table.name(), refused.reasonWithValues()));
    }
  }

  /** Rows cannot get the same value in unique columns. */
  private void refuseRepeated(Distinction unique) {
    boolean decided =
        !unique.columns().isEmpty()
            && set.anonymize().keySet().containsAll(unique.columns())
            && !unique.definition().contains(" WHERE ");
    List<@Nullable String> constants = new ArrayList<>();
    unique.columns().forEach(column -> constants.add(set.anonymize().get(column)));
    boolean apart =
        constants.stream()
            .anyMatch(
                constant ->
                    constant == null
                        ? unique.nullsDistinct()
                        : isApart(AnonymousValue.parse(constant)));
    if (decided && !apart) {
      found.problem(
          Kind.NOT_ASSIGNABLE,
          set,
          "%s (%s) is unique by %s, but rows would get the same value; make it different, as in \"gone-%s\" (use {account}, {key} or {random})"
              .formatted(
                  table.name(),
                  unique.columns().stream()
                      .map(TableName::written)
                      .collect(Collectors.joining(", ")),
                  unique.name(),
                  hasOneRowPerAccount() ? "{account}" : "{key}"));
    }
  }

  private boolean isApart(AnonymousValue value) {
    return value.isUniqueByRow()
        || (value.names(AnonymousValue.Account.class) && hasOneRowPerAccount());
  }

  private boolean hasOneRowPerAccount() {
    return set.ways().size() == 1
        && set.ways().get(0) instanceof OwnedBy.Key key
        && table.isUnique(List.of(key.column()));
  }

  /** A constant in a foreign key must refer to an existing row. */
  private void tryReference(ForeignKey key) {
    if (!key.enforced()
        || key.period()
        || !key.fromColumns().stream().allMatch(column -> isConstant(column))) {
      return;
    }
    List<String> values =
        key.fromColumns().stream().map(column -> String.valueOf(stored.get(column))).toList();
    try {
      if (!fallibleQueries.leadsToARow(key, values)) {
        found.problem(
            Kind.NOT_ASSIGNABLE,
            set,
            "%s (%s) would refer to no row of %s, which foreign key %s refuses; use the key of an existing row, or null"
                .formatted(
                    table.name(), String.join(", ", key.fromColumns()), key.to(), key.name()));
      }
    } catch (FallibleQueries.Refused refused) {
      found.problem(
          Kind.UNREADABLE,
          set,
          "could not check whether %s has the row that %s would refer to: %s"
              .formatted(key.to(), table.name(), refused.reason()));
    }
  }

  private boolean isConstant(String column) {
    String constant = set.anonymize().get(column);
    return constant != null
        && stored.containsKey(column)
        && AnonymousValue.parse(constant).isSameForEveryRow();
  }
}
