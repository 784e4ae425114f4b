package dev.lapse.catalog.live;

import java.util.List;

/**
 * Work that a store does for several accounts at once. Temporary failures are retried; after any
 * other failure the work is split in halves until the account that fails is alone.
 *
 * @param <T> one part of the work, such as an account
 * @param <R> the result
 */
public interface RetryInHalves<T, R> {
  /** What follows a failure. */
  enum Next {
    /** Retry all parts. */
    AGAIN,
    /** Try each half; a single part fails. */
    HALVES,
    /** All parts fail: smaller ones would fail too. */
    FAIL
  }

  /** Does the work, all of it or none. */
  R work(List<T> parts);

  /**
   * Decides what to do after a failure, and waits if waiting helps.
   *
   * @param attempt the number of the attempt that failed, from 1
   * @throws RuntimeException if the failure is not one of these parts
   */
  Next next(RuntimeException failure, int attempt);

  /** The result for parts that fail. */
  R failed(List<T> parts, RuntimeException failure);

  /** Combines the results of two halves. */
  R both(R first, R second);

  /** Does the work, retrying and splitting as {@link #next} decides. */
  default R carryOut(List<T> parts) {
    for (int attempt = 1; ; attempt++) {
      try {
        return work(parts);
      } catch (RuntimeException failure) {
        Next next = next(failure, attempt);
        if (next == Next.HALVES && parts.size() > 1) {
          int half = parts.size() / 2;
          return both(
              carryOut(parts.subList(0, half)), carryOut(parts.subList(half, parts.size())));
        }
        if (next != Next.AGAIN) {
          return failed(parts, failure);
        }
      }
    }
  }
}
