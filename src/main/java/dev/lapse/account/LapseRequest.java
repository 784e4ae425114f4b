package dev.lapse.account;

import dev.lapse.problem.WrongFields;
import java.time.Instant;
import java.time.Period;
import org.jspecify.annotations.Nullable;

/**
 * What somebody tells of a lapse.
 *
 * @param reason in the customer's words, or null
 * @param expectedLength how long the customer expects a pause to last, or null
 * @param retainData the retention choice
 * @param lapsedAt when it happened; null: now
 */
public record LapseRequest(
    @Nullable String reason,
    @Nullable Period expectedLength,
    boolean retainData,
    @Nullable Instant lapsedAt) {
  /**
   * When the account lapses.
   *
   * @throws WrongFields if something happened to the account after that
   */
  Instant of(Account account, Instant now) {
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
          "lapsedAt", "'lapsedAt' is %s, but %s later, at %s".formatted(lapsedAt, what, other));
    }
  }
}
