package dev.lapse.erase;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Rests between transactions. An interrupt ends the rest, not the work. */
final class Pause {
  private static final int MOST_DOUBLINGS = 5;

  private Pause() {}

  static void millis(long millis) {
    if (millis > 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }
  }

  /** Longer before each further try, and never the same for two workers that met in a deadlock. */
  static void beforeTry(int attempt) {
    int doublings = Math.min(attempt, MOST_DOUBLINGS);
    millis(ThreadLocalRandom.current().nextLong(20L << doublings, 60L << doublings));
  }
}
