package dev.lapse.catalog;

/**
 * The spellings of a numeric or uuid key in a text column: in upper case, in braces, as a URN,
 * without hyphens; with leading zeros or a plus sign; with surrounding spaces.
 */
public final class KeySpelling {
  private KeySpelling() {}

  /**
   * An SQL expression for PostgreSQL's own spelling of the key; NULL if the text is not such a key.
   * Contains no character that begins a named parameter or placeholder.
   *
   * @param expression of a text type
   */
  public static String normalized(String expression, KeyType key) {
    String text = "cast(" + expression + " as text)";
    return switch (key) {
      case INTEGER, NUMERIC ->
          "case when %1$s ~ '^\\s*[+-]{0,1}[0-9]{1,100}\\s*$' then cast(cast(regexp_replace(%1$s, '\\s', '', 'g') as numeric) as text) end"
              .formatted(text);
      case UUID_KEY ->
          "case when %1$s ~* '^\\s*(urn.uuid.){0,1}[{]{0,1}[0-9a-f]{4}(-{0,1}[0-9a-f]{4}){7}[}]{0,1}\\s*$' then cast(cast(regexp_replace(%1$s, '^.*uuid.|[^0-9a-f]', '', 'gi') as uuid) as text) end"
              .formatted(text);
      case TEXT -> text;
    };
  }
}
