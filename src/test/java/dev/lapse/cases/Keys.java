package dev.lapse.cases;

import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The type of the keys of a product; each case runs with every type. */
enum Keys {
  BIGINT("bigint", "%d"),
  UUID("uuid", "00000000-0000-4000-8000-%012d"),
  TEXT("text", "key-%d");

  private static final Pattern KEY = Pattern.compile("\\bk\\((\\d+)\\)");

  private final String type;
  private final String form;

  Keys(String type, String form) {
    this.type = type;
    this.form = form;
  }

  /** One type where it hardly matters, unless time does not matter either. */
  static Stream<Keys> some() {
    return Variants.EXHAUSTIVE ? Stream.of(values()) : Stream.of(UUID);
  }

  /** The key with a number, as text. */
  String text(long number) {
    return form.formatted(number);
  }

  /**
   * SQL with keys of this type: {@code KEY} is the type, {@code k(12)} a key, {@code KEYTEXT(12)}
   * the same as text.
   */
  String in(String sql) {
    String typed = sql.replaceAll("\\bKEY\\b", type);
    typed =
        Pattern.compile("\\bKEYTEXT\\((\\d+)\\)")
            .matcher(typed)
            .replaceAll(number -> "'" + text(Long.parseLong(number.group(1))) + "'");
    return KEY.matcher(typed)
        .replaceAll(
            number -> {
              String text = text(Long.parseLong(number.group(1)));
              return this == BIGINT ? text : "'" + text + "'";
            });
  }
}
