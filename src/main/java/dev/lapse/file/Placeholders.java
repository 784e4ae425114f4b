package dev.lapse.file;

import java.util.regex.Pattern;

/**
 * Lets {@code ${NAME}} and {@code ${NAME:default}} stand unquoted in a YAML flow map, where braces,
 * commas and colons would end the value: {@code cells: {eu-1: {url: ${EU1_URL}}}}.
 *
 * <p>The characters that YAML would trip over are moved to Unicode's private use area and back.
 */
final class Placeholders {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{[^{}\\n]*}");
  private static final Pattern SPECIAL = Pattern.compile("[{}\\[\\],:#]");
  private static final Pattern HIDDEN = Pattern.compile("[\\uE000-\\uE07F]");
  private static final int SHIFT = 0xE000;

  private Placeholders() {}

  static String hide(String text) {
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(
            placeholder ->
                SPECIAL
                    .matcher(placeholder.group())
                    .replaceAll(special -> shifted(special.group(), SHIFT))
                    .replace("$", "\\$"));
  }

  static String show(String hidden) {
    return HIDDEN
        .matcher(hidden)
        .replaceAll(special -> shifted(special.group(), -SHIFT).replace("$", "\\$"));
  }

  private static String shifted(String character, int by) {
    return String.valueOf((char) (character.charAt(0) + by));
  }
}
