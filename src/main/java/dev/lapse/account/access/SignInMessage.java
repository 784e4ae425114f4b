package dev.lapse.account.access;

import dev.lapse.policy.AccountKind;
import dev.lapse.policy.AccountState;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
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
  private static final DateTimeFormatter ENGLISH =
      DateTimeFormatter.ofPattern("d MMMM uuuu 'at' HH:mm (VV)", Locale.UK);
  private static final DateTimeFormatter FRENCH =
      DateTimeFormatter.ofPattern("d MMMM uuuu 'à' HH:mm (VV)", Locale.FRANCE);

  /** The facts on which it depends. */
  record Status(
      boolean full,
      String data,
      @Nullable Instant until,
      AccountState state,
      AccountKind kind,
      ZoneId zone) {}

  static SignInMessage of(Status status, Instant now) {
    return new SignInMessage(
        status.full() ? "all" : "billing-only",
        status.state() == AccountState.ACTIVE ? null : message(status, now),
        status.until());
  }

  private static Map<String, String> message(Status status, Instant now) {
    boolean resold = status.kind() == AccountKind.RESOLD;
    Situation situation = Situation.of(status, now);
    Map<String, String> message = new LinkedHashMap<>();
    message.put(
        "en",
        situation.english.formatted(
            written(status, ENGLISH),
            resold ? "ask your provider to reactivate it" : "enter new billing details"));
    message.put(
        "fr",
        situation.french.formatted(
            written(status, FRENCH),
            resold
                ? "demandez à votre prestataire de le réactiver"
                : "saisissez de nouvelles coordonnées de paiement"));
    return message;
  }

  private static String written(Status status, DateTimeFormatter language) {
    Instant until = status.until();
    return until == null ? "" : language.format(until.atZone(status.zone()));
  }

  /** The messages: %1$s is a date, %2$s what brings the account back. */
  private enum Situation {
    GRACE(
        "This account has lapsed. Everything works until %1$s; after that only the billing page is left.",
        "Ce compte est résilié ou suspendu. Tout fonctionne jusqu’au %1$s ; ensuite, seule la page de facturation reste accessible."),
    KEPT(
        "Only the billing page of this account is left. Its data is kept until %1$s: %2$s before then, and everything comes back.",
        "Seule la page de facturation de ce compte reste accessible. Ses données sont conservées jusqu’au %1$s : %2$s avant cette date et vous retrouverez tout."),
    KEPT_WITHOUT_END(
        "Only the billing page of this account is left. Its data is still there: %2$s, and everything comes back.",
        "Seule la page de facturation de ce compte reste accessible. Ses données sont toujours là : %2$s et vous retrouverez tout."),
    MAY_GO_AT_ANY_MOMENT(
        "Only the billing page of this account is left. Its data may be erased at any moment: %2$s now, and everything comes back if the erasure has not begun.",
        "Seule la page de facturation de ce compte reste accessible. Ses données peuvent être effacées à tout moment : %2$s maintenant et vous retrouverez tout si l’effacement n’a pas commencé."),
    BEING_ERASED(
        "Only the billing page of this account is left. Its data is being erased and does not come back. Once that is done the account can start again: %2$s.",
        "Seule la page de facturation de ce compte reste accessible. Ses données sont en cours d’effacement et ne reviendront pas. Ensuite le compte pourra repartir de zéro : %2$s."),
    ERASED(
        "Only the billing page of this account is left. Its data is erased and does not come back. The account can start again: %2$s.",
        "Seule la page de facturation de ce compte reste accessible. Ses données sont effacées et ne reviendront pas. Le compte peut repartir de zéro : %2$s.");

    private final String english;
    private final String french;

    Situation(String english, String french) {
      this.english = english;
      this.french = french;
    }

    static Situation of(Status status, Instant now) {
      if (status.full()) {
        return GRACE;
      }
      return switch (status.data()) {
        case "erased" -> ERASED;
        case "being-erased" -> BEING_ERASED;
        default -> ofKept(status.until(), now);
      };
    }

    private static Situation ofKept(@Nullable Instant until, Instant now) {
      if (until == null) {
        return KEPT_WITHOUT_END;
      }
      return until.isAfter(now) ? KEPT : MAY_GO_AT_ANY_MOMENT;
    }
  }
}
