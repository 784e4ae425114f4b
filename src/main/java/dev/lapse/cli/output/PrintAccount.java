package dev.lapse.cli.output;

import dev.lapse.run.review.AccountDetails;
import dev.lapse.run.review.RunAccount;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How things stand with an account, in lines. */
public final class PrintAccount {
  private PrintAccount() {}

  public static List<String> sentences(AccountDetails details) {
    List<String> lines = new ArrayList<>();
    lines.add("access %s, data %s".formatted(details.access(), details.data()));
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
                            hold.placedAt(),
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
    // of an erased account the answer has them
    if (details.rows() != null && details.rowsBySet() != null && !details.data().equals("erased")) {
      lines.add(String.format(Locale.ROOT, "an erasure would take %,d rows", details.rows()));
      details
          .rowsBySet()
          .forEach((set, rows) -> lines.add(String.format(Locale.ROOT, "  %s  %,d", set, rows)));
    }
    return lines;
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
