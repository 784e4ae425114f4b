package dev.lapse.catalog;

import java.util.Comparator;

/** A table of a store, as PostgreSQL spells it. */
public record TableName(String schema, String table) implements Comparable<TableName> {
  private static final Comparator<TableName> ORDER =
      Comparator.comparing(TableName::schema).thenComparing(TableName::table);

  /** Quoted, for statements. */
  public String sql() {
    return Identifier.quote(schema) + "." + Identifier.quote(table);
  }

  @Override
  public int compareTo(TableName other) {
    return ORDER.compare(this, other);
  }

  /** As written in a catalog; quoted there only where a name contains a dot or a quote. */
  @Override
  public String toString() {
    return written(schema) + "." + written(table);
  }

  private static String written(String name) {
    return name.matches("[^.\"\\s]+") ? name : Identifier.quote(name);
  }
}
