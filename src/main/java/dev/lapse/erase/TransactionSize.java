package dev.lapse.erase;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many rows one transaction should erase so that it takes about as long as wanted. Learns from
 * each transaction; shared by the workers of a run.
 */
public final class TransactionSize {
  private static final long FIRST = 20_000;
  private static final long LEAST = 500;
  private static final long MOST = 250_000;

  private final long targetMillis;
  private final AtomicLong rows = new AtomicLong(FIRST);

  /**
   * Starts with a guess.
   *
   * @param targetMillis how long a transaction should take
   */
  public TransactionSize(long targetMillis) {
    this.targetMillis = targetMillis;
  }

  public long rows() {
    return rows.get();
  }

  /** Does half as much from now on. */
  void halve() {
    rows.updateAndGet(current -> Math.max(LEAST, current / 2));
  }

  /**
   * Learns from a transaction. One that erased far less than a full one says little and is passed
   * over unless it was slow.
   */
  public void learn(long erased, long millis) {
    rows.updateAndGet(
        current -> {
          if (erased * 4 < current && millis < targetMillis) {
            return current;
          }
          long fitting = Math.max(1, erased) * targetMillis / Math.max(1, millis);
          long gentle = Math.min(current * 2, Math.max(current / 2, fitting));
          return Math.min(MOST, Math.max(LEAST, gentle));
        });
  }
}
