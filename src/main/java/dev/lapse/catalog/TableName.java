package dev.lapse.catalog;

import java.util.Comparator;
import java.util.regex.Pattern;

/** A table of a store, as PostgreSQL spells it. */
public record TableName(String schema, String table) implements Comparable<TableName> {
  private static final Comparator<TableName> ORDER =
      Comparator.comparing(TableName::schema).thenComparing(TableName::table);

  private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_$]+(-[\\p{L}\\p{N}_$]+)*");

  /** Quoted, for statements. */
  public String sql() {
    return Identifier.quote(schema) + "." + Identifier.quote(table);
  }

  @Override
  public int compareTo(TableName other) {
    return ORDER.compare(this, other);
  }

  /** As written in a catalog; quoted there only if a name contains unusual characters. */
  @Override
  public String toString() {
    return written(schema) + "." + written(table);
  }

  /** A table's or a column's name as written in a catalog. */
  public static String written(String name) {
    return PLAIN.matcher(name).matches() || ColumnExpression.of(name).isPresent()
        ? name
        : Identifier.quote(name);
  }
}
