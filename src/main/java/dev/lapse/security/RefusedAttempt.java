package dev.lapse.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * What was refused, without how often. Two that are equal are one row.
 *
 * @param address {@code -} if it is none: what a proxy passes on can be anything
 * @param path the pattern, never the path itself
 * @param account only if somebody was signed in: else it is what a stranger made up
 */
record RefusedAttempt(
    Instant minute,
    String actor,
    String address,
    String method,
    String path,
    @Nullable String account,
    @Nullable Integer status,
    String problem) {
  /** Stands for what is not known. */
  static final String NONE = "-";

  private static final int LONGEST = 200;

  /** All nodes write their rows in this order, or two of them could wait for each other. */
  static final Comparator<RefusedAttempt> ORDER =
      Comparator.comparing(RefusedAttempt::minute)
          .thenComparing(RefusedAttempt::actor)
          .thenComparing(RefusedAttempt::address)
          .thenComparing(RefusedAttempt::method)
          .thenComparing(RefusedAttempt::path)
          .thenComparing(attempt -> String.valueOf(attempt.account))
          .thenComparing(attempt -> String.valueOf(attempt.status))
          .thenComparing(RefusedAttempt::problem);

  RefusedAttempt {
    actor = storable(actor);
    address = PlainAddress.of(address).orElse(NONE);
    method = storable(method);
    account = account == null ? null : storable(account);
  }

  /** Into which the rest of a minute is summed when there is too much of it. */
  static RefusedAttempt others(Instant minute) {
    return new RefusedAttempt(minute, "others", NONE, NONE, NONE, null, null, NONE);
  }

  /** What a token or a path says can hold what PostgreSQL cannot. */
  private static String storable(String text) {
    String valid = new String(text.getBytes(UTF_8), UTF_8).replaceAll("\\p{Cntrl}", "?");
    return valid.codePointCount(0, valid.length()) <= LONGEST
        ? valid
        : valid.substring(0, valid.offsetByCodePoints(0, LONGEST));
  }
}
