package dev.lapse.catalog;

/** Quotes names from catalogs and databases; the only place where they become part of SQL. */
public final class Identifier {
  private Identifier() {}

  /** The name in double quotes, safe whatever it contains. */
  public static String quote(String name) {
    if (name.indexOf('\0') >= 0 || name.isEmpty()) {
      throw new IllegalArgumentException("not a valid PostgreSQL name: '" + name + "'");
    }
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
