package dev.lapse.erase.postgresql;

/** Text constants in statements. */
final class Literal {
  private Literal() {}

  /**
   * A text constant. Colons and question marks are written as escapes, because statements have
   * named parameters.
   */
  static String of(String value) {
    StringBuilder literal = new StringBuilder("U&'");
    value
        .codePoints()
        .forEach(
            point -> {
              if (point == '\'') {
                literal.append("''");
              } else if ((point < 0x80 && Character.isLetterOrDigit(point))
                  || point == ' '
                  || point == '_'
                  || point == '-') {
                literal.appendCodePoint(point);
              } else {
                literal.append("\\+%06X".formatted(point));
              }
            });
    return literal.append('\'').toString();
  }
}
