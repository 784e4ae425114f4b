package dev.lapse.account.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.policy.AccountKind;
import dev.lapse.policy.AccountState;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The messages of the sign-in page, in both languages. */
class SignInMessageTest {
  private static final Instant NOW = Instant.parse("2026-11-10T00:00:00Z");
  private static final Instant LATER = Instant.parse("2027-07-01T09:30:00Z");
  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");

  @Test
  void activeAccountHasNoMessage() {
    SignInMessage message =
        SignInMessage.of(
            new SignInMessage.Status(
                true, "available", null, AccountState.ACTIVE, AccountKind.DIRECT, PARIS, null),
            NOW);

    assertThat(message).isEqualTo(new SignInMessage("all", null, null));
  }

  @Test
  void graceMessageHasItsEndInTheAccountsTimeZone() {
    assertThat(message(true, "available", LATER, AccountKind.DIRECT))
        .containsEntry(
            "en",
            "This account has lapsed. Everything works until 1 July 2027 at 11:30 (Europe/Paris); after that only the billing page is left.")
        .hasEntrySatisfying(
            "fr",
            french ->
                assertThat(french).contains("jusqu’au 1 juillet 2027 à 11:30 (Europe/Paris)"));
  }

  @Test
  void graceMessageSaysWhenTheDataIsErasedAndToFetchIt() {
    assertThat(message(true, "available", LATER, AccountKind.DIRECT, LATER))
        .containsEntry(
            "en",
            "This account has lapsed. Everything works until 1 July 2027 at 11:30 (Europe/Paris); after that only the billing page is left. From 1 July 2027 at 11:30 (Europe/Paris) on its data is erased for good: download before then what you want to keep.")
        .hasEntrySatisfying(
            "fr", french -> assertThat(french).contains("téléchargez avant cette date"));
  }

  @Test
  void retainedDataComesBackUntilItsEnd() {
    assertThat(message(false, "retained", LATER, AccountKind.DIRECT).get("en"))
        .contains(
            "kept until 1 July 2027 at 11:30 (Europe/Paris): enter new billing details before then");
    assertThat(message(false, "retained", null, AccountKind.TRIAL).get("en"))
        .contains("Its data is still there: enter new billing details");
    assertThat(message(false, "retained", LATER, AccountKind.RESOLD).get("fr"))
        .contains("demandez à votre prestataire");
  }

  @Test
  void dataWhoseErasureIsDueMayGoAtAnyMoment() {
    assertThat(message(false, "retained", NOW, AccountKind.DIRECT).get("en"))
        .contains("may be erased at any moment");
    assertThat(message(false, "retained", NOW.plusNanos(1_000), AccountKind.DIRECT).get("en"))
        .contains("is kept until");
  }

  @Test
  void dataThatGoesOrIsGoneDoesNotComeBack() {
    assertThat(message(false, "being-erased", null, AccountKind.DIRECT).get("en"))
        .contains("is being erased and does not come back");
    assertThat(message(false, "erased", null, AccountKind.DIRECT).get("fr"))
        .contains("effacées et ne reviendront pas");
  }

  private static Map<String, String> message(
      boolean full, String data, @Nullable Instant until, AccountKind kind) {
    return message(full, data, until, kind, null);
  }

  private static Map<String, String> message(
      boolean full,
      String data,
      @Nullable Instant until,
      AccountKind kind,
      @Nullable Instant purge) {
    return Objects.requireNonNull(
        SignInMessage.of(
                new SignInMessage.Status(
                    full, data, until, AccountState.CLOSED, kind, PARIS, purge),
                NOW)
            .message());
  }
}
