package dev.lapse.catalog.discover.sample;

import dev.lapse.catalog.ColumnExpression;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.check.ComparableTypes;
import dev.lapse.catalog.live.StoreSchema.Column;
import dev.lapse.catalog.live.StoreSchema.Table;
import dev.lapse.catalog.live.StoreSchema.TableKind;
import java.util.stream.Collectors;

/** Parts of statements. */
public final class SqlFragments {
  private SqlFragments() {}

  /** The table's own rows, without those of tables that inherit from it. */
  public static String from(Table table) {
    return (table.kind() == TableKind.PARTITIONED ? "" : "only ") + table.name().sql();
  }

  public static String column(String alias, String column) {
    return ColumnExpression.sql(alias, column);
  }

  /** The condition that a restricted path applies to a row. */
  public static String in(String alias, OwnedBy.Where where) {
    return "%s::text in (%s)"
        .formatted(
            column(alias, where.column()),
            where.values().stream().map(SqlFragments::literal).collect(Collectors.joining(", ")));
  }

  static String literal(String value) {
    return "'" + value.replace("'", "''") + "'";
  }

  /** A valid text as a value of the key's type, so that the key's index can be used. */
  static String cast(String text, Column key) {
    if (KeyValues.isNumber(key)) {
      return text + (key.type().startsWith("numeric") ? "::numeric" : "::bigint");
    }
    if (KeyValues.isUuid(key)) {
      return text + "::uuid";
    }
    return text;
  }

  /** {@code key = value}, for a text that may not be a valid key. */
  static String equal(String key, Column keyColumn, String value, Column valueColumn) {
    if (!ComparableTypes.isText(valueColumn.type()) || ComparableTypes.isText(keyColumn.type())) {
      return key + " = " + value;
    }
    String canonical =
        KeyValues.isUuid(keyColumn)
            ? "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
            : KeyValues.isNumber(keyColumn) ? "^(0|-?[1-9][0-9]{0,17})$" : "";
    return canonical.isEmpty()
        ? key + "::text = " + value
        : "%s = case when %s::text ~ '%s' then %s end"
            .formatted(key, value, canonical, cast(value + "::text", keyColumn));
  }
}
