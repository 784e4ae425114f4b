package dev.lapse.account.notice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.account.Account;
import dev.lapse.account.notice.RetentionNotices.OfSet;
import dev.lapse.policy.AccountKind;
import dev.lapse.policy.AccountState;
import dev.lapse.policy.Deadlines;
import dev.lapse.policy.Lapse;
import dev.lapse.policy.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The page with the messages to customers has the texts of the program. */
class CustomerMessagesPageTest {
  private static final Path PAGE = Path.of("docs", "customer-messages.md");
  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
  private static final Instant LAPSED_AT = Instant.parse("2026-11-10T00:06:00Z");

  /** Everything is offered, so that all situations exist. */
  private static final Policy POLICY =
      new Policy(
          "1",
          Period.ofDays(5),
          Period.ofYears(1),
          Period.ofMonths(12),
          Set.of(AccountState.PAUSED, AccountState.CLOSED, AccountState.TRIAL_ENDED),
          true,
          List.of(),
          List.of(),
          List.of(),
          List.of());

  private static final ConfirmToCustomer CONFIRM =
      new ConfirmToCustomer(
          () ->
              new RetentionNotices(
                  List.of(
                      OfSet.removedAtLapse("product.public.card", Set.of("main")),
                      OfSet.kept(
                          "product.public.invoice",
                          Set.of("main"),
                          Map.of("en", "invoices", "fr", "factures"),
                          "tax law",
                          Period.ofYears(10)),
                      OfSet.kept(
                          "product.public.invoice_line",
                          Set.of("main"),
                          Map.of("en", "invoices", "fr", "factures"),
                          "tax law",
                          Period.ofYears(10)),
                      OfSet.anonymized("product.public.review", Set.of("main"), Map.of()))),
          null); // what is said of a lapse needs no evidence

  @Test
  void pageHasTheSentencesOfAllTwelveSituations() throws IOException {
    String page = Files.readString(PAGE);
    String expected = situations();
    Files.writeString(Path.of("target", "customer-messages.md"), expected);

    assertThat(page.substring(page.indexOf("## Paused")))
        .as("%s; what it must have is in target/customer-messages.md", PAGE)
        .isEqualTo(expected);
  }

  @Test
  void messagesNameNoTablesAndNoReasonsOfTheCatalog() {
    assertThat(situations()).doesNotContain("tax law", "invoice_line", "review");
  }

  @Test
  void messageSaysThatTheJobRemovesPaymentDetails() {
    assertThat(text(account(AccountState.PAUSED, false, null, List.of()), Duration.ZERO, "en"))
        .contains("Payment details are removed within a day; they do not come back.");
    assertThat(text(account(AccountState.PAUSED, false, null, List.of()), Duration.ZERO, "fr"))
        .contains(
            "Les moyens de paiement seront supprimés dans un délai d’un jour ; ils ne reviennent pas.");
    assertThat(
            text(account(AccountState.PAUSED, false, null, List.of("court")), Duration.ZERO, "en"))
        .noneMatch(sentence -> sentence.contains("Payment details"));
  }

  private static String situations() {
    StringBuilder page = new StringBuilder();
    for (AccountState state :
        List.of(AccountState.PAUSED, AccountState.CLOSED, AccountState.TRIAL_ENDED)) {
      for (boolean retained : List.of(false, true)) {
        for (int days : List.of(1, 6)) {
          Account account = account(state, retained, LAPSED_AT.plusSeconds(1), List.of());
          page.append(page.length() == 0 ? "" : "\n")
              .append(
                  "## %s, %s retention, %s\n"
                      .formatted(
                          switch (state) {
                            case PAUSED -> "Paused";
                            case CLOSED -> "Closed";
                            case TRIAL_ENDED -> "Trial ended";
                            case ACTIVE -> throw new IllegalArgumentException("not lapsed");
                          },
                          retained ? "with" : "without",
                          days == 1 ? "in the grace period" : "after the cut-off"));
          for (String language : List.of("en", "fr")) {
            page.append("\n");
            text(account, Duration.ofDays(days), language)
                .forEach(sentence -> page.append("- ").append(sentence).append("\n"));
            page.append(language.equals("en") ? "\nIn French:\n" : "");
          }
        }
      }
    }
    return page.toString();
  }

  private static List<String> text(Account account, Duration later, String language) {
    return CONFIRM.lapse(account, LAPSED_AT.plus(later)).text().get(language);
  }

  private static Account account(
      AccountState state, boolean retained, Instant billingRemovedAt, List<String> holds) {
    AccountKind kind = state == AccountState.TRIAL_ENDED ? AccountKind.TRIAL : AccountKind.DIRECT;
    Deadlines deadlines = POLICY.deadlines(new Lapse(kind, state, LAPSED_AT, retained, PARIS));
    return new Account(
        "42",
        "Ada Ltd",
        kind,
        state,
        "main",
        PARIS,
        1,
        LAPSED_AT,
        retained,
        null,
        null,
        null,
        null,
        "1",
        deadlines,
        null,
        null,
        billingRemovedAt,
        null,
        null,
        null,
        null,
        null,
        holds);
  }
}
