package dev.lapse.run.api;

import dev.lapse.run.record.UnknownRun;

/** Parses the number of a run in a path. */
final class RunNumber {
  private RunNumber() {}

  /**
   * Parses the number.
   *
   * @throws UnknownRun if it is not a number
   */
  static long of(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException noNumber) {
      throw new UnknownRun(text);
    }
  }
}
