package dev.lapse.erase;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * How many rows one transaction should erase so that it takes about as long as wanted. Learns from
 * each transaction; shared by the workers of a run. What was too slow is taken back at once, so
 * that the next transaction holds no more rows than fit at the speed that was seen; more are dared
 * step by step.
 */
public final class TransactionSize {
  /** Of several accounts together, before anything is known. */
  private static final long FIRST = 5_000;

  /** Of one account, before anything is known: in several transactions it takes longer. */
  private static final long FIRST_WHOLE = 20_000;

  private static final long LEAST = 500;
  private static final long MOST = 250_000;
  private static final int GROWTH = 4;

  private final long targetMillis;
  private final AtomicReference<Fitting> fitting =
      new AtomicReference<>(new Fitting(FIRST, FIRST_WHOLE, MOST));

  /**
   * What fits.
   *
   * @param rows of several accounts
   * @param whole of one account
   * @param ceiling more than this a store refused
   */
  private record Fitting(long rows, long whole, long ceiling) {
    Fitting learned(long fits) {
      long next = Math.min(ceiling, Math.max(LEAST, Math.min(fits, MOST)));
      return new Fitting(next, next, ceiling);
    }
  }

  /**
   * Starts with a guess.
   *
   * @param targetMillis how long a transaction should take
   */
  public TransactionSize(long targetMillis) {
    this.targetMillis = targetMillis;
  }

  /** Rows that fit into the next transaction. */
  public long rows() {
    return current().rows();
  }

  /** Rows that an account may have to be erased in one transaction. */
  public long rowsOfOneAccount() {
    return current().whole();
  }

  private Fitting current() {
    return Objects.requireNonNull(fitting.get());
  }

  /** Does half as much from now on, and never more: a store refused it. */
  public void halve() {
    fitting.updateAndGet(
        current -> {
          long half = Math.max(1, current.rows() / 2);
          return new Fitting(half, half, half);
        });
  }

  /**
   * Learns from a transaction. One that erased far less than a full one says little and is passed
   * over unless it was slow.
   */
  public void learn(long erased, long millis) {
    fitting.updateAndGet(
        current -> {
          if (erased * GROWTH < current.rows() && millis < targetMillis) {
            return current;
          }
          long fits = Math.max(1, erased) * targetMillis / Math.max(1, millis);
          return current.learned(Math.min(current.rows() * GROWTH, fits));
        });
  }
}
