package dev.lapse.catalog;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How far the program's clock and a database's are apart.
 *
 * @param database {@code lapse}, or a store and its cell as {@code product/main}
 * @param program what the program's clock showed, as near to the database's answer as it can be
 * @param databases what the database answered
 */
public record ClockDifference(String database, Instant program, Instant databases) {
  /** Lapse's own database. */
  public static final String LAPSE = "lapse";

  /** No run takes place where the clocks are further apart than this. */
  public static final Duration ALLOWED = Duration.ofSeconds(5);

  /**
   * Of an answer that took a while: no difference if the database's clock showed a moment between
   * the question and the answer.
   */
  static ClockDifference between(
      String database, Instant asked, Instant databases, Instant answered) {
    Instant nearest =
        databases.isBefore(asked) ? asked : databases.isAfter(answered) ? answered : databases;
    return new ClockDifference(database, nearest, databases);
  }

  /** By how much the program's clock is ahead; negative if it is behind. */
  public Duration ahead() {
    return Duration.between(databases, program);
  }

  /** True if nothing may be done by these clocks. */
  public boolean isTooLarge() {
    return ahead().abs().compareTo(ALLOWED) > 0;
  }

  /** The worst of those that are too large, in a sentence. */
  public static Optional<String> describeWorst(List<ClockDifference> differences) {
    return differences.stream()
        .filter(ClockDifference::isTooLarge)
        .max(Comparator.comparing(difference -> difference.ahead().abs()))
        .map(ClockDifference::describe);
  }

  private String describe() {
    return "the clocks differ: this machine says %s, %s says %s; set the one that is wrong (with NTP), then run it again"
        .formatted(
            program,
            database.equals(LAPSE) ? "Lapse's own database" : "store '" + database + "'",
            databases);
  }
}
