package dev.lapse.security.refusal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lapse.security.PlainAddress;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A refused request, without its count. Equal ones are one row.
 *
 * @param address {@code -} if it is not an address: a proxy may pass on anything
 * @param path the pattern, never the path itself
 * @param account only for authenticated callers: otherwise it could be made up
 */
record Denial(
    Instant minute,
    String actor,
    String address,
    String method,
    String path,
    @Nullable String account,
    @Nullable Integer status,
    String problem) {
  /** Stands for an unknown value. */
  static final String NONE = "-";

  private static final int LONGEST = 200;

  /** All nodes write rows in this order to avoid deadlocks. */
  static final Comparator<Denial> ORDER =
      Comparator.comparing(Denial::minute)
          .thenComparing(Denial::actor)
          .thenComparing(Denial::address)
          .thenComparing(Denial::method)
          .thenComparing(Denial::path)
          .thenComparing(attempt -> String.valueOf(attempt.account))
          .thenComparing(attempt -> String.valueOf(attempt.status))
          .thenComparing(Denial::problem);

  Denial {
    actor = storable(actor);
    address = PlainAddress.of(address).orElse(NONE);
    method = storable(method);
    account = account == null ? null : storable(account);
  }

  /** The row that sums up the rest of a minute if there are too many. */
  static Denial others(Instant minute) {
    return new Denial(minute, "others", NONE, NONE, NONE, null, null, NONE);
  }

  /** A token or a path may contain characters that PostgreSQL cannot store. */
  private static String storable(String text) {
    String valid = new String(text.getBytes(UTF_8), UTF_8).replaceAll("\\p{Cntrl}", "?");
    return valid.codePointCount(0, valid.length()) <= LONGEST
        ? valid
        : valid.substring(0, valid.offsetByCodePoints(0, LONGEST));
  }
}
