package dev.lapse.account.lifecycle;

import dev.lapse.account.Account;
import dev.lapse.policy.CancelReason;
import dev.lapse.policy.Policy;
import dev.lapse.problem.WrongFields;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The details of a requested lapse.
 *
 * @param reason a code of the policy's list, or in the customer's words without a list; or null
 * @param reasonText what the customer added to a code, or null
 * @param expectedLength how long the customer expects a pause to last, or null
 * @param retainData the retention choice
 * @param lapsedAt when it happened; null for now
 */
public record LapseRequest(
    @Nullable String reason,
    @Nullable String reasonText,
    @Nullable Period expectedLength,
    boolean retainData,
    @Nullable Instant lapsedAt) {
  /** A lapse without a reason. */
  public static LapseRequest withoutReason(boolean retainData, @Nullable Instant lapsedAt) {
    return new LapseRequest(null, null, null, retainData, lapsedAt);
  }

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

  /**
   * The reason, and the expected length, by the lists of the policy.
   *
   * @throws WrongFields if the policy has a list of reasons and this names none of it, or a text
   *     that its reason does not take; or if it has a list of lengths and this names another
   */
  LapseReason reason(Policy policy) {
    if (expectedLength != null
        && !policy.pauseLengths().isEmpty()
        && !policy.pauseLengths().contains(expectedLength)) {
      throw new WrongFields(
          "expectedLength",
          "'expectedLength' is %s, but must be one of %s"
              .formatted(
                  expectedLength,
                  policy.pauseLengths().stream()
                      .map(Period::toString)
                      .collect(Collectors.joining(", "))));
    }
    if (policy.reasons().isEmpty()) {
      if (reasonText != null) {
        throw new WrongFields(
            "reasonText", "the policy has no list of reasons; write the text into 'reason'");
      }
      return new LapseReason(null, reason);
    }
    List<String> codes = policy.reasons().stream().map(CancelReason::code).toList();
    CancelReason listed =
        policy.reasons().stream()
            .filter(each -> each.code().equals(reason))
            .findFirst()
            .orElseThrow(
                () ->
                    new WrongFields(
                        "reason",
                        "%s, but must be one of %s"
                            .formatted(
                                reason == null
                                    ? "'reason' is missing"
                                    : "'reason' is '" + reason + "'",
                                String.join(", ", codes))));
    if (reasonText != null && !listed.text()) {
      throw new WrongFields("reasonText", "the reason '%s' takes no text".formatted(listed.code()));
    }
    return new LapseReason(listed.code(), reasonText);
  }

  private void refuseIfBefore(@Nullable Instant other, String what) {
    if (lapsedAt != null && other != null && lapsedAt.isBefore(other)) {
      throw new WrongFields(
          "lapsedAt",
          "'lapsedAt' is %s, but %s after that, at %s".formatted(lapsedAt, what, other));
    }
  }
}
