package dev.lapse.run;

/** The number of a run as a path has it. */
final class RunNumber {
  private RunNumber() {}

  /**
   * Reads it.
   *
   * @throws UnknownRun if it is none: no run is called so
   */
  static long of(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException noNumber) {
      throw new UnknownRun(text);
    }
  }
}
