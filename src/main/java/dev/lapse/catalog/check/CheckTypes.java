package dev.lapse.catalog.check;

import dev.lapse.catalog.ColumnExpression;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.Identifier;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.SqlLiteral;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.check.CatalogProblem.Kind;
import dev.lapse.catalog.check.CheckRows.Found;
import dev.lapse.catalog.live.FallibleQueries;
import dev.lapse.catalog.live.StoreSchema;
import dev.lapse.catalog.live.StoreSchema.Table;
import dev.lapse.file.NearestName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds rows of types that no path includes. If all paths are restricted by {@code where}, a row of
 * another type belongs to nobody and would silently be left behind.
 */
final class CheckTypes {
  private static final int TYPES_REPORTED = 20;

  /**
   * The distinct values of a column, with one index lookup for each, however many rows there are.
   */
  private static final String DISTINCT =
      """
      with recursive value as (
        (select %1$s as type from %2$s where %1$s is not null order by %1$s limit 1)
        union all
        select (select next.%1$s from %2$s next where next.%1$s > value.type order by next.%1$s limit 1)
        from value
        where value.type is not null)
      select cast(type as text) from value where type is not null
      """;

  private static final String BEGINS_INDEX =
      """
      select exists (
        select
        from pg_index i
        join pg_class x on x.oid = i.indexrelid
        join pg_am m on m.oid = x.relam
        join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
        where i.indrelid = cast(? as regclass)
          and i.indisvalid
          and i.indpred is null
          and m.amname = 'btree'
          and a.attname = ?)
      """;

  private final DataSet set;
  private final Table table;
  private final FallibleQueries fallibleQueries;
  private final Found found;
  private final List<OwnedBy.Reference> restricted;
  private final List<String> columns;

  private CheckTypes(DataSet set, Table table, FallibleQueries fallibleQueries, Found found) {
    this.set = set;
    this.table = table;
    this.fallibleQueries = fallibleQueries;
    this.found = found;
    restricted =
        set.ways(OwnedBy.Reference.class).stream().filter(way -> way.where() != null).toList();
    Set<String> types = new LinkedHashSet<>();
    restricted.forEach(way -> types.add(where(way).column()));
    columns = List.copyOf(types);
  }

  static void check(DataSet set, Table table, FallibleQueries fallibleQueries, Found found) {
    CheckTypes check = new CheckTypes(set, table, fallibleQueries, found);
    if (check.restricted.isEmpty() || !check.allColumnsAreThere()) {
      return;
    }
    try {
      check.look();
    } catch (FallibleQueries.Refused refused) {
      found.problem(
          Kind.UNREADABLE,
          set,
          "could not read the types in %s: %s".formatted(set.table(), refused.reason()));
    }
  }

  private boolean allColumnsAreThere() {
    Set<String> needed = new TreeSet<>(columns);
    set.ways().forEach(way -> needed.addAll(way.columns()));
    return needed.stream().allMatch(name -> table.column(name).isPresent());
  }

  private void look() throws FallibleQueries.Refused {
    if (columns.size() == 1 && isOrderedAsText(columns.get(0)) && hasIndex(columns.get(0))) {
      Set<String> present = new TreeSet<>();
      fallibleQueries.each(
          DISTINCT.formatted(Identifier.quote(columns.get(0)), table.rows()),
          List.of(),
          row -> present.add(row.getString(1)));
      missing(columns.get(0), present);
      boolean allNamed = known(columns.get(0)).containsAll(present);
      count(allNamed ? " where %s is null".formatted(Identifier.quote(columns.get(0))) : "");
    } else {
      Map<String, Set<String>> present = count("");
      present.forEach(this::missing);
    }
  }

  /** False if values that are different texts may be equal in an index, which then hides one. */
  private boolean isOrderedAsText(String column) {
    return table
        .column(column)
        .map(StoreSchema.Column::type)
        .filter(type -> !type.matches(".*(citext|nondeterministic)|(numeric|real|double).*"))
        .isPresent();
  }

  private boolean hasIndex(String column) throws FallibleQueries.Refused {
    return fallibleQueries.isTrue(BEGINS_INDEX, List.of(table.name().sql(), column));
  }

  /** Counts rows by type and reports types that no path includes; returns all values. */
  private Map<String, Set<String>> count(String where) throws FallibleQueries.Refused {
    Map<String, Set<String>> present = new LinkedHashMap<>();
    columns.forEach(column -> present.put(column, new TreeSet<>()));
    int[] reported = {0};
    fallibleQueries.each(
        """
        select %s, count(*) filter (where %s) as unnamed
        from %s%s
        group by %s
        order by 1
        """
            .formatted(
                columns.stream().map(CheckTypes::text).collect(Collectors.joining(", ")),
                unnamed(),
                table.rows(),
                where,
                ordinals()),
        List.of(),
        row -> {
          List<@Nullable String> types = new ArrayList<>();
          for (int i = 0; i < columns.size(); i++) {
            String type = row.getString(i + 1);
            types.add(type);
            if (type != null) {
              present.getOrDefault(columns.get(i), new TreeSet<>()).add(type);
            }
          }
          long rows = row.getLong("unnamed");
          if (rows > 0 && reported[0]++ < TYPES_REPORTED) {
            unnamed(types, rows);
          }
        });
    return present;
  }

  private void unnamed(List<@Nullable String> types, long rows) {
    List<String> conditions = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      String type = types.get(i);
      conditions.add(
          new DataSet.SharedWhere(columns.get(i), type == null ? List.of() : List.of(type)).text());
    }
    found.problem(
        Kind.UNNAMED_TYPE,
        set,
        "%s has %d %s with %s, which no path includes, so they would not be found; add the type to a path, or declare such rows shared (shared-where: \"%s\")"
            .formatted(
                set.table(),
                rows,
                rows == 1 ? "row" : "rows",
                String.join(" and ", conditions),
                conditions.get(0)));
  }

  /** A value that no row has is probably a typo. */
  private void missing(String column, Set<String> present) {
    if (present.isEmpty()) {
      return; // nothing is known about an empty table
    }
    for (String value : known(column)) {
      if (!present.contains(value)) {
        found.notice(
            set,
            "no row of %s has %s = '%s'%s"
                .formatted(
                    set.table(),
                    TableName.written(column),
                    value,
                    NearestName.hint(value, present)));
      }
    }
  }

  private Set<String> known(String column) {
    Set<String> known = new TreeSet<>();
    restricted.stream()
        .map(CheckTypes::where)
        .filter(where -> where.column().equals(column))
        .forEach(where -> known.addAll(where.values()));
    set.sideEffects().sharedWhere().stream()
        .filter(shared -> shared.column().equals(column))
        .forEach(shared -> known.addAll(shared.values()));
    return known;
  }

  /** The condition that no path starts at a row and that the row is not shared. */
  private String unnamed() {
    List<String> all = new ArrayList<>();
    Set<String> something = new LinkedHashSet<>(columns);
    for (OwnedBy way : set.ways()) {
      if (way.where() != null) {
        something.addAll(way.columns());
        all.add("(%s) is not true".formatted(in(way.where())));
      } else {
        all.add(
            way.columns().stream()
                .map(column -> ColumnExpression.sql(column) + " is null")
                .collect(Collectors.joining(" or ", "(", ")")));
      }
    }
    for (DataSet.SharedWhere shared : set.sideEffects().sharedWhere()) {
      all.add(
          shared.values().isEmpty()
              ? ColumnExpression.sql(shared.column()) + " is not null"
              : "(%s) is not true"
                  .formatted(in(new OwnedBy.Where(shared.column(), shared.values()))));
    }
    all.add(
        something.stream()
            .map(column -> ColumnExpression.sql(column) + " is not null")
            .collect(Collectors.joining(" or ", "(", ")")));
    return String.join("\n  and ", all);
  }

  private static String in(OwnedBy.Where where) {
    return text(where.column())
        + where.values().stream()
            .map(SqlLiteral::of)
            .collect(Collectors.joining(", ", " in (", ")"));
  }

  private static String text(String column) {
    return "cast(" + ColumnExpression.sql(column) + " as text) collate \"C\"";
  }

  private String ordinals() {
    List<String> ordinals = new ArrayList<>();
    for (int i = 1; i <= columns.size(); i++) {
      ordinals.add(String.valueOf(i));
    }
    return String.join(", ", ordinals);
  }

  private static OwnedBy.Where where(OwnedBy.Reference way) {
    return Objects.requireNonNull(way.where());
  }
}
