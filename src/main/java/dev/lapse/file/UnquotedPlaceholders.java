package dev.lapse.file;

/**
 * Allows {@code ${NAME}} without quotes wherever a value is allowed, also between braces as in
 * <code>{url: ${URL}}</code>, where YAML would take its braces for a map.
 *
 * <p>Before parsing, the punctuation of a placeholder is replaced by characters without a meaning
 * in YAML; afterwards it is restored. Line numbers do not change.
 */
final class UnquotedPlaceholders {
  /** Start of the private use area of Unicode; the hidden character is added to it. */
  private static final char HIDDEN = '\uE000';

  private UnquotedPlaceholders() {}

  static String hide(String text) {
    StringBuilder hidden = new StringBuilder(text);
    int start = text.indexOf("${");
    while (start >= 0) {
      int end = end(text, start);
      for (int i = start; i < end; i++) {
        char c = text.charAt(i);
        if (c < 128 && !Character.isLetterOrDigit(c) && "\\\"'".indexOf(c) < 0) {
          hidden.setCharAt(i, (char) (HIDDEN + c));
        }
      }
      start = text.indexOf("${", Math.max(end, start + 2));
    }
    return hidden.toString();
  }

  static String show(String text) {
    StringBuilder shown = new StringBuilder(text);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= HIDDEN && c < HIDDEN + 128) {
        shown.setCharAt(i, (char) (c - HIDDEN));
      }
    }
    return shown.toString();
  }

  /** The index after the closing brace; {@code start} if the line has none. */
  private static int end(String text, int start) {
    int depth = 0;
    for (int i = start; i < text.length() && text.charAt(i) != '\n'; i++) {
      if (text.charAt(i) == '{') {
        depth++;
      } else if (text.charAt(i) == '}' && --depth == 0) {
        return i + 1;
      }
    }
    return start;
  }
}
