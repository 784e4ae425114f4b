package dev.lapse.file;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Labels that customers read, by language: {@code {en: invoices, fr: factures}}. */
public final class Labels {
  /** The languages of texts for customers. */
  public static final List<String> LANGUAGES = List.of("en", "fr");

  private static final int LONGEST = 100;

  private Labels() {}

  /**
   * Reads a label, which must be there in every language.
   *
   * @throws WrongFile if a language is missing or unknown, or a label empty or too long
   */
  public static Map<String, String> read(YamlValue value) {
    YamlMap map = value.map().allowOnly(LANGUAGES.toArray(String[]::new));
    Map<String, String> labels = new LinkedHashMap<>();
    for (String language : LANGUAGES) {
      YamlValue label =
          map.find(language)
              .orElseThrow(
                  () ->
                      value.wrong(
                          "'%s' has no '%s'; customers read texts in %s, such as {en: invoices, fr: factures}"
                              .formatted(value.name(), language, String.join(" and ", LANGUAGES))));
      String text = label.raw().strip();
      if (text.isEmpty() || text.length() > LONGEST) {
        throw label.wrong(
            "'%s' must have 1 to %d characters, not %d"
                .formatted(language, LONGEST, text.length()));
      }
      labels.put(language, text);
    }
    return Map.copyOf(labels);
  }
}
