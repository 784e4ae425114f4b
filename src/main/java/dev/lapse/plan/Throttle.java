package dev.lapse.plan;

/**
 * How hard a run may press on the stores.
 *
 * @param chunkMillis how long one transaction in a store should take, 10 to 60,000; a target, not a
 *     limit
 * @param pauseMillis rest of each worker between two transactions, 0 to 60,000
 */
public record Throttle(int chunkMillis, int pauseMillis) {
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
  }
}
