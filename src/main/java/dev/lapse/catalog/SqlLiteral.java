package dev.lapse.catalog;

/** Quotes text constants in statements. */
public final class SqlLiteral {
  private SqlLiteral() {}

  /** A text constant. Characters that begin a named parameter or placeholder are escaped. */
  public static String of(String value) {
    StringBuilder literal = new StringBuilder("U&'");
    value
        .codePoints()
        .forEach(
            point -> {
              if (point == '\'') {
                literal.append("''");
              } else if (point == '?' || point == ':' || point == '\\' || point >= 0x7f) {
                literal.append("\\+%06X".formatted(point));
              } else {
                literal.appendCodePoint(point);
              }
            });
    return literal.append('\'').toString();
  }
}
