package dev.lapse.account.access;

import dev.lapse.account.ZonedInstant;
import dev.lapse.account.notice.CustomerMessages;
import dev.lapse.policy.AccountKind;
import dev.lapse.policy.AccountState;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a product's sign-in page shows to the users of an account.
 *
 * @param pages {@code all} or {@code billing-only}
 * @param message in English ({@code en}) and French ({@code fr}); null if there is nothing to say
 * @param until the cut-off while all pages are open; after that, until when the data can come back;
 *     null if neither applies
 */
record SignInMessage(String pages, @Nullable Map<String, String> message, @Nullable Instant until) {
  /**
   * The facts on which it depends.
   *
   * @param purge from when the data is erased, if the customer did not choose retention
   */
  record Status(
      boolean full,
      String data,
      @Nullable Instant until,
      AccountState state,
      AccountKind kind,
      ZoneId zone,
      @Nullable Instant purge) {}

  static SignInMessage of(Status status, Instant now) {
    return new SignInMessage(
        status.full() ? "all" : "billing-only",
        status.state() == AccountState.ACTIVE ? null : message(status, now),
        status.until());
  }

  private static Map<String, String> message(Status status, Instant now) {
    String situation = "sign-in-" + situation(status, now);
    String comeBack =
        status.kind() == AccountKind.RESOLD
            ? "sign-in-ask-provider"
            : "sign-in-enter-billing-details";
    return CustomerMessages.inEach(
        messages ->
            messages.sentence(
                situation,
                "until",
                messages.signInDate(ZonedInstant.find(status.zone(), status.until())),
                "erasure",
                messages.signInDate(ZonedInstant.find(status.zone(), status.purge())),
                "comeBack",
                messages.sentence(comeBack)));
  }

  private static String situation(Status status, Instant now) {
    if (status.full()) {
      return status.purge() == null ? "grace" : "grace-then-erased";
    }
    return switch (status.data()) {
      case "erased", "being-erased" -> status.data();
      default -> whileKept(status.until(), now);
    };
  }

  private static String whileKept(@Nullable Instant until, Instant now) {
    if (until == null) {
      return "kept-without-end";
    }
    return until.isAfter(now) ? "kept" : "erased-at-any-moment";
  }
}
