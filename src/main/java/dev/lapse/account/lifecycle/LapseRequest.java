package dev.lapse.account.lifecycle;

import dev.lapse.account.Account;
import dev.lapse.problem.WrongFields;
import java.time.Instant;
import java.time.Period;
import org.jspecify.annotations.Nullable;

/**
 * The details of a requested lapse.
 *
 * @param reason in the customer's words, or null
 * @param expectedLength how long the customer expects a pause to last, or null
 * @param retainData the retention choice
 * @param lapsedAt when it happened; null for now
 */
public record LapseRequest(
    @Nullable String reason,
    @Nullable Period expectedLength,
    boolean retainData,
    @Nullable Instant lapsedAt) {
  /**
   * The instant at which the account lapses.
   *
   * @throws WrongFields if the account changed after that instant
   */
  Instant lapseInstant(Account account, Instant now) {
    if (lapsedAt == null) {
      return now;
    }
    refuseIfBefore(account.reactivatedAt(), "the account was reactivated");
    refuseIfBefore(account.lapsedAt(), "the account was " + account.state().text());
    return lapsedAt;
  }

  private void refuseIfBefore(@Nullable Instant other, String what) {
    if (lapsedAt != null && other != null && lapsedAt.isBefore(other)) {
      throw new WrongFields(
          "lapsedAt",
          "'lapsedAt' is %s, but %s after that, at %s".formatted(lapsedAt, what, other));
    }
  }
}
