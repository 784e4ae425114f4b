package dev.lapse.erase;

/**
 * What was read from an answer of a store that is no database. Absence has to be shown like
 * everything else: an answer that is not what was asked for proves nothing.
 *
 * @param <T> what was asked for
 */
public sealed interface Reading<T> {
  /** The answer is whole and says this. */
  record Found<T>(T value) implements Reading<T> {}

  /** The answer is whole and says that there is none. */
  record Absent<T>() implements Reading<T> {}

  /**
   * The answer is something else.
   *
   * @param why fit for every report
   */
  record NotUnderstood<T>(String why) implements Reading<T> {}
}
