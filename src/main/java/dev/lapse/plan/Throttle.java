package dev.lapse.plan;

import java.time.Duration;

/**
 * How much load a run may put on the stores.
 *
 * @param chunkMillis how long one transaction in a store should take, 10 to 60,000; a target, not a
 *     limit
 * @param pauseMillis pause of each worker between two transactions, 0 to 60,000
 * @param lockTimeout how long a transaction in a store waits for a lock before it backs off and
 *     retries; a millisecond to a minute
 */
public record Throttle(int chunkMillis, int pauseMillis, Duration lockTimeout) {
  /** The packaged lock timeout. */
  public static final Duration LOCK_TIMEOUT = Duration.ofMillis(200);

  static final int SHORTEST_CHUNK = 10;
  static final int LONGEST = 60_000;

  public Throttle {
    if (chunkMillis < SHORTEST_CHUNK || chunkMillis > LONGEST) {
      throw new IllegalArgumentException(
          "chunk millis must be from 10 to 60000, not " + chunkMillis);
    }
    if (pauseMillis < 0 || pauseMillis > LONGEST) {
      throw new IllegalArgumentException(
          "pause millis must be from 0 to 60000, not " + pauseMillis);
    }
    if (lockTimeout.toMillis() < 1 || lockTimeout.toMillis() > LONGEST) {
      throw new IllegalArgumentException(
          "lock timeout must be from PT0.001S to PT1M, not " + lockTimeout);
    }
  }
}
