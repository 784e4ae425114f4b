package dev.lapse.erase.store;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * How many rows one transaction should erase to take about the target time. Adapts to each
 * transaction; shared by the workers of a run. After a transaction that was too slow, the size
 * drops at once to what fits at the measured speed; it grows step by step.
 */
public final class TransactionSize {
  /** Initial size for several accounts together. */
  private static final long FIRST = 5_000;

  /** Initial size for one account; splitting it takes longer. */
  private static final long FIRST_WHOLE = 20_000;

  private static final long LEAST = 500;
  private static final long MOST = 250_000;
  private static final int GROWTH = 4;

  /** After so many transactions of the size that was left, twice the size is tried again. */
  private static final int PASSES = 8;

  private final long targetMillis;
  private final AtomicReference<Fitting> fitting =
      new AtomicReference<>(new Fitting(FIRST, FIRST_WHOLE, MOST, 0));

  /**
   * The current sizes.
   *
   * @param rows rows of several accounts
   * @param whole rows of a single account
   * @param ceiling largest size that no store has refused lately
   * @param passed how many transactions of that size have passed since
   */
  private record Fitting(long rows, long whole, long ceiling, int passed) {
    Fitting learned(long fits) {
      long next = Math.min(ceiling, Math.max(LEAST, Math.min(fits, MOST)));
      return new Fitting(next, next, ceiling, passed);
    }

    /** A store that was slow for a moment must not slow down the whole run. */
    Fitting passedAtCeiling() {
      return passed + 1 < PASSES
          ? new Fitting(rows, whole, ceiling, passed + 1)
          : new Fitting(rows, whole, Math.min(MOST, ceiling * 2), 0);
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

  /**
   * Halves the size, because a store refused it, until eight of about half the size have passed.
   */
  public void halve() {
    fitting.updateAndGet(
        current -> {
          long half = Math.max(1, current.rows() / 2);
          return new Fitting(half, half, half, 0);
        });
  }

  /**
   * Adapts to a transaction. One that erased far less than a full one is ignored unless it was
   * slow.
   */
  public void learn(long erased, long millis) {
    fitting.updateAndGet(
        current -> {
          if (erased * GROWTH < current.rows() && millis < targetMillis) {
            return current;
          }
          long fits = Math.max(1, erased) * targetMillis / Math.max(1, millis);
          boolean full = fits > current.ceiling() && erased * 2 >= current.ceiling();
          return (full ? current.passedAtCeiling() : current)
              .learned(Math.min(current.rows() * GROWTH, fits));
        });
  }
}
