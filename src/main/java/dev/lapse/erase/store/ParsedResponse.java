package dev.lapse.erase.store;

/**
 * The result of parsing a response of a store that is not a database. Absence must be stated
 * explicitly: an unexpected response proves nothing.
 *
 * @param <T> type of the expected content
 */
public sealed interface ParsedResponse<T> {
  /** The response is complete and has this content. */
  record Found<T>(T value) implements ParsedResponse<T> {}

  /** The response is complete and says that there is nothing. */
  record Absent<T>() implements ParsedResponse<T> {}

  /**
   * The response is something else.
   *
   * @param why the reason, without personal data
   */
  record NotUnderstood<T>(String why) implements ParsedResponse<T> {}
}
