package dev.lapse.demo;

import dev.lapse.file.NearestName;
import java.util.List;

/**
 * What the demo is asked for.
 *
 * @param accounts how many the sample has
 * @param once end after the report, and do not serve
 * @param help only say how the demo is used
 */
record DemoArguments(int accounts, boolean once, boolean help) {
  static final int FEWEST = 100;
  static final int USUAL = 2_000;
  static final int MOST = 50_000;
  private static final int ROWS_PER_ACCOUNT = 550;
  private static final int MOST_ROWS = 10_000_000;

  static final String USAGE =
      """
      usage: ./mvnw -q spring-boot:test-run -Dspring-boot.run.arguments="[--once] [--accounts=N]"
        --once         end after the report; without it the program goes on serving
        --accounts=N   how many accounts the sample has, %d to %d; without it %d, with 1.1 million rows
      """
          .formatted(FEWEST, MOST, USUAL);

  /**
   * Reads the command line.
   *
   * @throws Wrong if it is not understood
   */
  static DemoArguments of(String... args) {
    int accounts = USUAL;
    boolean once = false;
    boolean help = false;
    for (String arg : args) {
      if (arg.equals("--once")) {
        once = true;
      } else if (arg.startsWith("--accounts=")) {
        accounts = accounts(arg.substring("--accounts=".length()));
      } else if (arg.equals("--help") || arg.equals("-h")) {
        help = true;
      } else {
        String hint = NearestName.hint(arg, List.of("--once", "--accounts=N", "--help"));
        throw new Wrong(
            "there is no argument '%s'%s"
                .formatted(
                    arg, hint.isEmpty() ? "; the demo takes --once and --accounts=N" : hint));
      }
    }
    return new DemoArguments(accounts, once, help);
  }

  /** Roughly how many rows to load: less for each account where they are very many. */
  int rows() {
    return Math.min(ROWS_PER_ACCOUNT * accounts, MOST_ROWS);
  }

  private static int accounts(String text) {
    try {
      int accounts = Integer.parseInt(text);
      if (accounts >= FEWEST && accounts <= MOST) {
        return accounts;
      }
    } catch (NumberFormatException notANumber) {
      throw wrongAccounts(text);
    }
    throw wrongAccounts(text);
  }

  private static Wrong wrongAccounts(String text) {
    return new Wrong(
        "--accounts is '%s', but must be a whole number from %d to %d"
            .formatted(text, FEWEST, MOST));
  }

  /** The command line is not understood; the message says why. */
  static final class Wrong extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Wrong(String message) {
      super(message);
    }
  }
}
