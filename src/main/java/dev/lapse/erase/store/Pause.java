package dev.lapse.erase.store;

import dev.lapse.account.RunContext;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Pauses between transactions. An interrupt ends the pause, not the work. */
public final class Pause {
  /** The unit of the pause before a retry. */
  public static final Duration UNIT = Duration.ofMillis(20);

  private static final int MOST_DOUBLINGS = 5;

  private Pause() {}

  public static void millis(long millis) {
    if (millis > 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }
  }

  /** Pauses after a transaction of a run; false if no other one may begin. */
  public static boolean mayContinue(RunContext run) {
    millis(run.pauseMillis());
    return run.goOn().getAsBoolean();
  }

  /** Grows with each retry, with a random part so that two workers do not deadlock again. */
  public static void beforeTry(int attempt, Duration unit) {
    long least = unit.toMillis() << Math.min(attempt, MOST_DOUBLINGS);
    millis(ThreadLocalRandom.current().nextLong(least, 3 * least));
  }
}
