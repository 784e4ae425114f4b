package dev.lapse.file;

import java.util.regex.Pattern;

/** Writes a value as YAML that reads back as the same text: plain where that is safe. */
public final class YamlScalar {
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z_][\\w.$-]*( -> [A-Za-z_][\\w.$-]*)?");
  private static final Pattern NOT_TEXT = Pattern.compile("(?i)null|true|false|yes|no|on|off|y|n");

  private YamlScalar() {}

  /** The value, in quotes where YAML would read something else. */
  public static String of(String value) {
    return PLAIN.matcher(value).matches() && isText(value) ? value : quoted(value);
  }

  /** False for a word that YAML reads as a boolean or as null. */
  public static boolean isText(String value) {
    return !NOT_TEXT.matcher(value).matches();
  }

  /** The value in double quotes. */
  public static String quoted(String value) {
    StringBuilder text = new StringBuilder("\"");
    value
        .codePoints()
        .forEach(
            point -> {
              if (point == '"' || point == '\\') {
                text.append('\\').appendCodePoint(point);
              } else if (Character.isISOControl(point) || point == 0x2028 || point == 0x2029) {
                text.append("\\u%04x".formatted(point));
              } else {
                text.appendCodePoint(point);
              }
            });
    return text.append('"').toString();
  }
}
