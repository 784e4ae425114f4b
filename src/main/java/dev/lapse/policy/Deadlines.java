package dev.lapse.policy;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The deadlines of a lapse. Fixed when the lapse is recorded; each is due at {@code now >= instant}
 * (docs/policy-facts.md, facts 4 and 5).
 *
 * @param cutOff from when access is billing-only
 * @param purge from when the account may be erased because it did not choose retention, or null
 * @param expiry from when retained data may be erased, or null; never set together with {@code
 *     purge}
 * @throws IllegalArgumentException if both are set, or if the erasure would come before the cut-off
 */
public record Deadlines(Instant cutOff, @Nullable Instant purge, @Nullable Instant expiry) {
  public Deadlines {
    if (purge != null && expiry != null) {
      throw new IllegalArgumentException("an account is either purged or expires, not both");
    }
    Instant erasure = purge != null ? purge : expiry;
    if (erasure != null && erasure.isBefore(cutOff)) {
      throw new IllegalArgumentException(
          "erasure at %s would come before the cut-off at %s".formatted(erasure, cutOff));
    }
  }

  /** The deadline of the erasure, by purge or expire; null if the account is not erased. */
  public @Nullable Instant erasure() {
    return purge != null ? purge : expiry;
  }

  /**
   * These deadlines, each at least as late as the promised one: a promise is never shortened. If
   * either has no erasure, the result has none.
   */
  public Deadlines notBefore(Deadlines promised) {
    Instant laterCutOff = later(cutOff, promised.cutOff);
    Instant promisedErasure = promised.erasure();
    Instant erasure = erasure();
    if (erasure == null || promisedErasure == null) {
      return new Deadlines(laterCutOff, null, null);
    }
    Instant laterErasure = later(erasure, promisedErasure);
    boolean expires =
        laterErasure.equals(promisedErasure) ? promised.expiry != null : expiry != null;
    return expires
        ? new Deadlines(laterCutOff, null, laterErasure)
        : new Deadlines(laterCutOff, laterErasure, null);
  }

  /** The same erasure with another cut-off, which must not be later than the erasure. */
  public Deadlines withCutOff(Instant other) {
    return new Deadlines(other, purge, expiry);
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
