package dev.lapse.catalog.review;

import org.jspecify.annotations.Nullable;

/** Shows the shape of a value without the value: letters become x, digits 0. */
final class MaskedValue {
  private static final int LONGEST = 24;

  private MaskedValue() {}

  /** At most 24 characters; NULL is shown as such. */
  static String of(@Nullable String value) {
    if (value == null) {
      return "NULL";
    }
    StringBuilder shape = new StringBuilder();
    value
        .codePoints()
        .limit(LONGEST)
        .map(
            point ->
                Character.isLetter(point)
                    ? 'x'
                    : Character.isDigit(point) ? '0' : point < ' ' || point > '~' ? '.' : point)
        .forEach(shape::appendCodePoint);
    return value.codePointCount(0, value.length()) > LONGEST
        ? shape.substring(0, LONGEST - 3) + "..."
        : shape.toString();
  }

  /** A value that a decision is about, shortened. */
  static String plain(@Nullable String value) {
    if (value == null) {
      return "NULL";
    }
    String line = value.replaceAll("\\p{Cntrl}", ".");
    return line.length() > LONGEST ? line.substring(0, LONGEST - 3) + "..." : line;
  }
}
