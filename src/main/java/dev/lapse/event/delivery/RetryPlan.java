package dev.lapse.event.delivery;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** When a failed attempt is repeated: ten attempts over more than three days. */
final class RetryPlan {
  private static final List<Duration> WAITS =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofMinutes(5),
          Duration.ofMinutes(30),
          Duration.ofHours(2),
          Duration.ofHours(5),
          Duration.ofHours(10),
          Duration.ofHours(14),
          Duration.ofHours(20),
          Duration.ofHours(24));

  /** The maximum wait, even if a receiver asks for more. */
  static final Duration LONGEST_WISH = Duration.ofHours(24);

  static final int ATTEMPTS = WAITS.size() + 1;

  /** Adds up to a fifth, so that a receiver that recovers does not get all retries at once. */
  private static final double JITTER = 0.2;

  private RetryPlan() {}

  /**
   * How long to wait after a failure; empty if the delivery is given up.
   *
   * @param attempts number of attempts made
   * @param wished the wait that the receiver asked for, or null
   * @param random from 0 to 1
   */
  static Optional<Duration> after(int attempts, @Nullable Duration wished, double random) {
    if (attempts >= ATTEMPTS) {
      return Optional.empty();
    }
    Duration own = WAITS.get(Math.max(0, attempts - 1));
    Duration jittered = own.plusMillis((long) (own.toMillis() * JITTER * random));
    if (wished == null) {
      return Optional.of(jittered);
    }
    Duration bounded = wished.compareTo(LONGEST_WISH) > 0 ? LONGEST_WISH : wished;
    return Optional.of(bounded.compareTo(jittered) > 0 ? bounded : jittered);
  }
}
