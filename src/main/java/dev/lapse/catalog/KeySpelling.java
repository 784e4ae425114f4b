package dev.lapse.catalog;

/**
 * The spellings in which a text column may hold a key that is a number or a uuid elsewhere: with
 * capitals, in braces, without hyphens; with leading zeros or a plus sign; with blanks around it.
 */
public final class KeySpelling {
  private KeySpelling() {}

  /**
   * An SQL expression for the spelling that PostgreSQL prints; NULL for a text that is no such key.
   * Contains nothing that a named parameter or a placeholder begins with.
   *
   * @param expression of a text type
   */
  public static String normalized(String expression, KeyType key) {
    String text = "cast(" + expression + " as text)";
    return switch (key) {
      case INTEGER ->
          "case when %1$s ~ '^\\s*[+-]{0,1}[0-9]{1,100}\\s*$' then cast(cast(regexp_replace(%1$s, '\\s', '', 'g') as numeric) as text) end"
              .formatted(text);
      case UUID_KEY ->
          "case when %1$s ~* '^\\s*[{]{0,1}[0-9a-f]{4}(-{0,1}[0-9a-f]{4}){7}[}]{0,1}\\s*$' then cast(cast(regexp_replace(%1$s, '[^0-9a-fA-F]', '', 'g') as uuid) as text) end"
              .formatted(text);
      case TEXT -> text;
    };
  }
}
