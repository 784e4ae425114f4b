package dev.lapse.testing;

import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits of random length at marked points, drawn from a seed, so that two that run side by side
 * meet in every order.
 */
public final class Delays {
  private final ThreadLocal<Random> random = ThreadLocal.withInitial(Random::new);
  private final long longestNanos;

  public Delays(long longestNanos) {
    this.longestNanos = longestNanos;
  }

  /** What this thread draws from now on. */
  public void seed(long seed) {
    random.get().setSeed(seed);
  }

  /** A marked point: every second time there is no wait. */
  public void here() {
    if (random.get().nextBoolean()) {
      within(longestNanos);
    }
  }

  /** Waits for a part of a span. */
  public void within(long nanos) {
    LockSupport.parkNanos((long) (random.get().nextDouble() * nanos));
  }
}
