package dev.lapse.erase;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Rests between transactions. An interrupt ends the rest, not the work. */
final class Pause {
  /** What the rest before a try is reckoned in. */
  static final Duration UNIT = Duration.ofMillis(20);

  private static final int MOST_DOUBLINGS = 5;

  private Pause() {}

  static void millis(long millis) {
    if (millis > 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }
  }

  /** Longer before each further try, and never the same for two workers that met in a deadlock. */
  static void beforeTry(int attempt, Duration unit) {
    long least = unit.toMillis() << Math.min(attempt, MOST_DOUBLINGS);
    millis(ThreadLocalRandom.current().nextLong(least, 3 * least));
  }
}
