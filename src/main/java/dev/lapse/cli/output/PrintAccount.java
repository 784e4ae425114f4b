package dev.lapse.cli.output;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.DataSet;
import dev.lapse.run.review.AccountDetails;
import dev.lapse.run.review.RunAccount;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Prints the state of an account, in lines. */
public final class PrintAccount {
  private PrintAccount() {}

  /**
   * @param catalog says which sets would be anonymized
   */
  public static List<String> sentences(AccountDetails details, Catalog catalog) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "access %s, data %s"
            .formatted(details.access(), details.inNoStore() ? "in no store" : details.data()));
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
      if (details.keptBySet() != null) {
        kept(details.keptBySet(), catalog, lines);
      }
    }
    return lines;
  }

  private static void kept(Map<String, Long> kept, Catalog catalog, List<String> lines) {
    if (kept.values().stream().allMatch(rows -> rows == 0)) {
      lines.add(
          "nothing of it would stay: it has no rows in %s, which the catalog keeps"
              .formatted(String.join(", ", kept.keySet())));
      return;
    }
    kept.forEach(
        (name, rows) -> {
          DataSet.Keep keep = catalog.set(name).map(DataSet::keep).orElseThrow();
          lines.add(
              String.format(
                  Locale.ROOT,
                  "  %s  %,d  would stay (%s, %s)",
                  name,
                  rows,
                  keep.why(),
                  keep.duration()));
        });
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
