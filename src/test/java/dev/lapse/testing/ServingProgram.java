package dev.lapse.testing;

/**
 * One program that serves, for all tests of the API that need no files of their own. Beside the
 * accounts it knows a card, an invoice that is kept and a review that is anonymized.
 */
public final class ServingProgram {
  private ServingProgram() {}

  /** The program at {@link SharedProgram#NOW}, knowing no account. */
  public static TestProgram knowingNothing() {
    Opened.PROGRAM.clock.set(SharedProgram.NOW);
    LapseTables.empty(Opened.PROGRAM.lapse);
    return Opened.PROGRAM;
  }

  private static final class Opened {
    static final TestProgram PROGRAM =
        TestProgram.at(SharedProgram.NOW.toString())
            .product(SharedProgram.TABLES)
            .sets(SharedProgram.SETS)
            .serving()
            .open();
  }
}
