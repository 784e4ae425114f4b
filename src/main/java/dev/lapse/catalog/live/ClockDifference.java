package dev.lapse.catalog.live;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The difference between the program's clock and a database's.
 *
 * @param database {@code lapse}, or a store and its cell as {@code product/main}
 * @param program the program's time, as close to the database's answer as possible
 * @param databases the database's time
 */
public record ClockDifference(String database, Instant program, Instant databases) {
  /** Lapse's own database. */
  public static final String LAPSE = "lapse";

  /** Runs are refused if the difference is larger than this. */
  public static final Duration ALLOWED = Duration.ofSeconds(5);

  /**
   * For a query that took a while: no difference if the database's time lies between its start and
   * its end.
   */
  static ClockDifference between(
      String database, Instant asked, Instant databases, Instant answered) {
    Instant nearest =
        databases.isBefore(asked) ? asked : databases.isAfter(answered) ? answered : databases;
    return new ClockDifference(database, nearest, databases);
  }

  /** How far the program's clock is ahead; negative if it is behind. */
  public Duration ahead() {
    return Duration.between(databases, program);
  }

  /** True if the difference is too large for runs. */
  public boolean isTooLarge() {
    return ahead().abs().compareTo(ALLOWED) > 0;
  }

  /** The worst of the differences that are too large, in a sentence. */
  public static Optional<String> describeWorst(List<ClockDifference> differences) {
    return differences.stream()
        .filter(ClockDifference::isTooLarge)
        .max(Comparator.comparing(difference -> difference.ahead().abs()))
        .map(ClockDifference::describe);
  }

  private String describe() {
    return "the clocks differ: this machine says %s, %s says %s; correct the wrong one (with NTP), then run it again"
        .formatted(
            program,
            database.equals(LAPSE) ? "Lapse's own database" : "store '" + database + "'",
            databases);
  }
}
