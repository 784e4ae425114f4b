package dev.lapse.catalog;

/** The one place where a name from a catalog or a database becomes part of a statement. */
public final class Identifier {
  private Identifier() {}

  /** The name in double quotes, so that it is a name whatever it contains. */
  public static String quote(String name) {
    if (name.indexOf('\0') >= 0 || name.isEmpty()) {
      throw new IllegalArgumentException("not a name in PostgreSQL: '" + name + "'");
    }
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
