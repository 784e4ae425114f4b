package dev.lapse.cli.output;

import dev.lapse.account.Account;
import dev.lapse.catalog.Catalog;
import dev.lapse.policy.Deadlines;
import dev.lapse.run.review.AccountDetails;
import dev.lapse.run.review.RunAccount;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How things stand with an account, in lines. */
public final class PrintAccount {
  private PrintAccount() {}

  /**
   * @param account the same account
   * @param catalog says which sets would be anonymized
   */
  public static List<String> sentences(
      AccountDetails details, Account account, Catalog catalog, Instant now) {
    List<String> lines = new ArrayList<>();
    lines.add("access %s, data %s".formatted(details.access(), data(details, account, now)));
    lines.add(details.answer());
    details
        .holds()
        .forEach(
            hold ->
                lines.add(
                    "on hold: %s, %s (placed by %s at %s%s)"
                        .formatted(
                            hold.name(),
                            hold.reason(),
                            hold.placedBy(),
                            Print.seconds(hold.placedAt()),
                            hold.until() == null ? "" : ", until " + hold.until())));
    AccountDetails.InRun last = details.lastRun();
    if (last != null) {
      lines.add(
          "last run: %s in run %d (%s, as of %s)"
              .formatted(last.account().outcome(), last.run(), last.job(), last.asOf()));
    }
    AccountDetails.InRun failure = details.lastFailure();
    if (failure != null) {
      failure(failure, lines);
    }
    if (details.notCounted() != null) {
      lines.add("rows are not counted: " + details.notCounted());
    }
    if (details.setsNotCounted() != null) {
      lines.add(Print.notCounted(details.setsNotCounted()));
    }
    // of these the answer says it
    boolean said = details.data().equals("erased") || details.inNoStore();
    if (details.rows() != null && details.rowsBySet() != null && !said) {
      lines.add(String.format(Locale.ROOT, "an erasure would take %,d rows", details.rows()));
      details
          .rowsBySet()
          .forEach(
              (set, rows) ->
                  lines.add(
                      String.format(
                          Locale.ROOT,
                          "  %s  %,d%s",
                          set,
                          rows,
                          PrintSummary.isAnonymized(catalog, set) ? "  would be anonymized" : "")));
    }
    return lines;
  }

  /** The access answer says {@code retained} also where the customer chose nothing. */
  private static String data(AccountDetails details, Account account, Instant now) {
    Deadlines deadlines = account.deadlines();
    if (details.inNoStore()) {
      return "in no store";
    }
    if (!details.data().equals("retained") || deadlines == null || deadlines.expiry() != null) {
      return details.data();
    }
    Instant purge = deadlines.purge();
    return purge != null && !purge.isAfter(now) && account.holds().isEmpty()
        ? "present, erasure due"
        : "present";
  }

  private static void failure(AccountDetails.InRun failure, List<String> lines) {
    RunAccount account = failure.account();
    lines.add(
        "last failure: run %d%s: %s"
            .formatted(
                failure.run(),
                account.set() == null ? "" : ", in " + account.set(),
                account.reason()));
    lines.add("  what to do: " + account.whatToDo());
  }
}
