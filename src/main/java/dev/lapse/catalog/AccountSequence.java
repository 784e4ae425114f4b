package dev.lapse.catalog;

import dev.lapse.file.Position;

/**
 * Sequences, one for each account; dropped with the account.
 *
 * @param pattern the name of the sequence, with {@code {account}} in place of the account's key
 */
public record AccountSequence(String store, String schema, String pattern, Position at) {
  public static final String ACCOUNT = "{account}";

  /** The sequence of one account. */
  public TableName nameFor(String account) {
    return new TableName(schema, pattern.replace(ACCOUNT, account));
  }

  /** {@code store.schema.pattern}, the name in reports. */
  public String name() {
    return store + "." + text();
  }

  /** Schema and pattern as a catalog writes them. */
  public String text() {
    return TableName.written(schema) + "." + writtenPattern();
  }

  private String writtenPattern() {
    String plain = pattern.replace(ACCOUNT, "a");
    return TableName.written(plain).equals(plain) ? pattern : Identifier.quote(pattern);
  }
}
