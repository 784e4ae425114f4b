package dev.lapse.console;

import dev.lapse.account.Account;
import dev.lapse.policy.AccountState;
import dev.lapse.policy.Deadlines;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An account as a page shows it.
 *
 * @param cssClass the CSS class of its status: good, soon or gone
 * @param steps what happens to it, in order
 */
record AccountView(
    String id,
    @Nullable String name,
    String kind,
    String state,
    String cell,
    String zone,
    String headline,
    String cssClass,
    List<Step> steps,
    List<String> holds) {

  /**
   * One deadline or event.
   *
   * @param utc the same in UTC, to compare it with logs
   * @param reached true if it is in the past
   */
  record Step(String name, String local, String utc, boolean reached) {}

  static AccountView of(Account account, Instant now) {
    boolean active = account.state() == AccountState.ACTIVE;
    return new AccountView(
        account.id(),
        account.name(),
        account.kind().text(),
        account.state().text(),
        account.cell(),
        account.zone().getId(),
        headline(account, now),
        active ? "good" : account.pointOfNoReturnAt() == null ? "soon" : "gone",
        active ? List.of() : steps(account, now),
        account.holds());
  }

  private static String headline(Account account, Instant now) {
    Deadlines deadlines = account.deadlines();
    ZoneId zone = account.zone();
    if (account.state() == AccountState.ACTIVE || deadlines == null) {
      return "Everything works; nothing is due.";
    }
    if (account.erasedAt() != null) {
      return "The data was erased on " + ConsoleDates.date(account.erasedAt(), zone) + ".";
    }
    if (account.pointOfNoReturnAt() != null) {
      return "The data is being erased and cannot be brought back.";
    }
    String fate = account.holds().isEmpty() ? fate(deadlines, zone) : "A hold keeps the data.";
    return deadlines.cutOff().isAfter(now)
        ? "Everything works until %s. %s"
            .formatted(ConsoleDates.minute(deadlines.cutOff(), zone), fate)
        : "Only the billing page is left since %s. %s"
            .formatted(ConsoleDates.minute(deadlines.cutOff(), zone), fate);
  }

  private static String fate(Deadlines deadlines, ZoneId zone) {
    if (deadlines.purge() != null) {
      return "Then the data is erased: from %s on it cannot be brought back."
          .formatted(ConsoleDates.minute(deadlines.purge(), zone));
    }
    return deadlines.expiry() != null
        ? "The data is kept until %s.".formatted(ConsoleDates.minute(deadlines.expiry(), zone))
        : "The data is kept.";
  }

  private static List<Step> steps(Account account, Instant now) {
    Deadlines deadlines = account.deadlines();
    List<@Nullable Step> steps = new ArrayList<>();
    steps.add(step(account, "Lapsed", account.lapsedAt(), now));
    steps.add(step(account, "Payment details removed", account.billingRemovedAt(), now));
    if (deadlines != null) {
      steps.add(step(account, "Cut off: billing page only", deadlines.cutOff(), now));
      steps.add(step(account, "Purge due", deadlines.purge(), now));
      steps.add(step(account, "Expiry due", deadlines.expiry(), now));
    }
    steps.add(step(account, "Point of no return", account.pointOfNoReturnAt(), now));
    steps.add(step(account, "Erased", account.erasedAt(), now));
    steps.add(step(account, "Legally retained data is erased", account.keptUntil(), now));
    return steps.stream().filter(Objects::nonNull).map(Objects::requireNonNull).toList();
  }

  private static @Nullable Step step(
      Account account, String name, @Nullable Instant at, Instant now) {
    return at == null
        ? null
        : new Step(name, ConsoleDates.second(at, account.zone()), at.toString(), !at.isAfter(now));
  }
}
