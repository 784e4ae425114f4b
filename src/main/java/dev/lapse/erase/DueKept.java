package dev.lapse.erase;

import dev.lapse.policy.KeptPeriod;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A kept set of an erased account, or the part of one, that is due.
 *
 * @param until when it is due for erasure
 * @param counted how each row is counted; null if the whole set is due
 */
public record DueKept(
    String accountId, int lapseNumber, String set, Instant until, @Nullable Counted counted) {
  /**
   * How the period of each row is counted, as it was when the account was erased.
   *
   * @param by the column with its date, or the set that the rows go with
   */
  public record Counted(String by, KeptPeriod period, Instant lapsedAt) {
    /** When rows without a date are due. */
    Instant fromLapse() {
      return period.after(lapsedAt);
    }
  }

  /** True if rows of the set go one by one. */
  public boolean goesByDate() {
    return counted != null;
  }

  /** What it is counted by; empty if the whole set is due. */
  String by() {
    return counted == null ? "" : counted.by();
  }
}
