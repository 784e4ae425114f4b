package dev.lapse.catalog.discover.sample;

import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.live.StoreSchema;
import dev.lapse.catalog.live.StoreSchema.Column;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The owner of a row as an SQL expression that follows the known paths. */
public final class OwnerExpressions {
  private static final int DEEPEST = 8;

  private final StoreSchema schema;
  private final Function<TableName, List<OwnedBy>> ways;
  private final KeyLookups keyLookups;
  private int aliases;

  public OwnerExpressions(
      StoreSchema schema, Function<TableName, List<OwnedBy>> ways, KeyLookups keyLookups) {
    this.schema = schema;
    this.ways = ways;
    this.keyLookups = keyLookups;
  }

  /** The key of the account by one path, as text; null if that would be slow. */
  public Optional<String> by(OwnedBy way, Table table, String alias) {
    return Optional.ofNullable(expression(way, table, alias, 0));
  }

  /** The key of the account by all paths of a table. */
  public Optional<String> ofRow(Table table, String alias) {
    return Optional.ofNullable(expression(table, alias, 0));
  }

  private @Nullable String expression(Table table, String alias, int depth) {
    List<String> all = new ArrayList<>();
    for (OwnedBy way : ways.apply(table.name())) {
      if (way instanceof OwnedBy.Reference self && self.parent().equals(table.name())) {
        continue;
      }
      String one = expression(way, table, alias, depth);
      if (one == null) {
        return null;
      }
      all.add(one);
    }
    return all.isEmpty() ? null : "coalesce(" + String.join(", ", all) + ")";
  }

  private @Nullable String expression(OwnedBy way, Table table, String alias, int depth) {
    if (depth > DEEPEST) {
      return null;
    }
    return way.match(
        key -> SqlFragments.column(alias, key.column()) + "::text",
        reference -> byReference(reference, table, alias, depth),
        referrer -> byReferrer(referrer, table, alias, depth));
  }

  private @Nullable String byReference(
      OwnedBy.Reference way, Table table, String alias, int depth) {
    Table parent = schema.tables().get(way.parent());
    if (parent == null || lacks(parent, way.parentColumns()) || lacks(table, way.columns())) {
      return null; // from a user's entry, but the table no longer exists
    }
    String next = "o" + ++aliases;
    String owner = expression(parent, next, depth + 1);
    if (owner == null || !keyLookups.isQuick(parent, way.parentColumns())) {
      return null;
    }
    String found =
        "(select %s from %s %s where %s limit 1)"
            .formatted(
                owner,
                SqlFragments.from(parent),
                next,
                join(parent, next, way.parentColumns(), table, alias, way.columns()));
    OwnedBy.Where where = way.where();
    return where == null
        ? found
        : "case when %s then %s end".formatted(SqlFragments.in(alias, where), found);
  }

  private @Nullable String byReferrer(OwnedBy.Referrer way, Table table, String alias, int depth) {
    Table referrer = schema.tables().get(way.referrer());
    if (referrer == null || lacks(referrer, way.referrerColumns()) || lacks(table, way.columns())) {
      return null;
    }
    String next = "o" + ++aliases;
    String owner = expression(referrer, next, depth + 1);
    if (owner == null || !keyLookups.isQuick(referrer, way.referrerColumns())) {
      return null;
    }
    String whose = way.whose() == null ? "" : " and " + SqlFragments.in(next, way.whose());
    return referrer.isIndexed(way.referrerColumns()) || !isReadOnce(table, referrer, way)
        ? "(select min(%s) from %s %s where %s)"
            .formatted(
                owner,
                SqlFragments.from(referrer),
                next,
                join(table, alias, way.columns(), referrer, next, way.referrerColumns()) + whose)
        : ownersReadOnce(
            SqlFragments.column(next, way.referrerColumns().get(0)),
            owner,
            SqlFragments.from(referrer) + " " + next,
            whose,
            SqlFragments.column(alias, way.columns().get(0)));
  }

  private static boolean isReadOnce(Table table, Table referrer, OwnedBy.Referrer way) {
    return way.columns().size() == 1
        && KeyValues.isSpelledOneWay(table.column(way.columns().get(0)).orElseThrow())
        && KeyValues.isSpelledOneWay(referrer.column(way.referrerColumns().get(0)).orElseThrow());
  }

  /**
   * Without an index the whole table of referrers would be read for each row. This depends on no
   * row, so PostgreSQL computes it once for a statement, and looks each row up in the result.
   */
  private static String ownersReadOnce(
      String referrer, String owner, String from, String whose, String row) {
    return "((%s) ->> %s::text)"
        .formatted(
            """
            select jsonb_object_agg(key, owner)
            from (
              select %1$s::text as key, min(%2$s) as owner
              from %3$s
              where %1$s is not null%4$s
              group by 1
            ) known"""
                .formatted(referrer, owner, from, whose),
            row);
  }

  private static boolean lacks(Table table, List<String> columns) {
    return columns.stream().anyMatch(column -> table.column(column).isEmpty());
  }

  /** The condition that rows of a child refer to a row of its parent. */
  public static String join(
      Table parent,
      String parentAlias,
      List<String> parentColumns,
      Table child,
      String childAlias,
      List<String> childColumns) {
    List<String> equal = new ArrayList<>();
    for (int i = 0; i < parentColumns.size(); i++) {
      Column key = parent.column(parentColumns.get(i)).orElseThrow();
      Column value = child.column(childColumns.get(i)).orElseThrow();
      equal.add(
          SqlFragments.equal(
              SqlFragments.column(parentAlias, key.name()),
              key,
              SqlFragments.column(childAlias, value.name()),
              value));
    }
    return String.join(" and ", equal);
  }
}
