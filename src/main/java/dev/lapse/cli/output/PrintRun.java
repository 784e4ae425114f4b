package dev.lapse.cli.output;

import dev.lapse.catalog.Catalog;
import dev.lapse.run.record.RunEvent;
import dev.lapse.run.review.RunAccount;
import dev.lapse.run.review.RunDetails;
import dev.lapse.run.review.WaitingPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Prints a run, a plan that waits for approval, and accounts of a run. */
public final class PrintRun {
  private final Print print;
  private final PrintSummary summary;

  public PrintRun(Print print, Catalog catalog) {
    this.print = print;
    this.summary = new PrintSummary(print, catalog);
  }

  /**
   * Prints a run.
   *
   * @param some of its accounts: those that failed, or those that an approval would act on
   */
  public void details(RunDetails details, List<RunAccount> some) {
    summary.print(details.run());
    Objects.requireNonNullElse(details.run().history(), List.<RunEvent>of()).forEach(this::event);
    WaitingPlan plan = details.plan();
    if (plan != null) {
      plan(plan);
    }
    if (!some.isEmpty()) {
      print.line("");
      accounts(some);
      long all = plan == null ? details.run().accounts().failed() : details.run().accounts().due();
      if (all > some.size()) {
        print.line(
            "%,d more: 'lapse show %d --accounts'",
            all - some.size(), Objects.requireNonNull(details.run().run()));
      }
    }
  }

  private void event(RunEvent event) {
    print.line(
        "  %s%s by %s%s%s",
        event.event(),
        event.run() == null ? "" : " by run " + event.run(),
        event.by(),
        event.at() == null ? "" : " at " + Print.seconds(event.at()),
        event.reason() == null ? "" : ": " + event.reason());
  }

  private void plan(WaitingPlan plan) {
    print.line("");
    print.line(
        "An approval acts on %,d accounts with %,d rows; left out: %,d that were on hold, %,d that have changed.",
        plan.accounts(), plan.rows(), plan.onHold(), plan.leftOut());
    plan.warnings().forEach(warning -> print.line("  warning   %s", warning));
    plan.due()
        .forEach(
            since ->
                print.line(
                    "  due since %s  %,9d accounts  %,12d rows",
                    since.day(), since.accounts(), since.rows()));
    int width = plan.sets().keySet().stream().mapToInt(String::length).max().orElse(0);
    print.line("  rows by set, counted when the plan was made, without accounts on hold:");
    plan.sets()
        .forEach((set, rows) -> print.line("    %-" + Math.max(1, width) + "s  %,12d", set, rows));
    if (!plan.setsNotCounted().isEmpty()) {
      print.line("    %s", Print.notCounted(plan.setsNotCounted()));
    }
    plan.kept()
        .forEach(
            kept ->
                print.line("  kept      %s for %s: %s", kept.set(), kept.keepFor(), kept.why()));
    plan.lastNights()
        .forEach(
            night ->
                print.line(
                    "  earlier   run %d, %s: %,d accounts, %,d rows",
                    night.run(), night.asOf(), night.accounts(), night.rows()));
  }

  /** Prints accounts, and under each that failed what is known of the failure. */
  public void accounts(List<RunAccount> accounts) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("ACCOUNT", "NAME", "OUTCOME", "DUE SINCE", "ROWS", "REASON"));
    for (RunAccount account : accounts) {
      rows.add(
          List.of(
              account.id(),
              orNothing(account.name()),
              account.outcome(),
              account.dueAt() == null ? "" : account.dueAt().toString(),
              String.format(Locale.ROOT, "%,d", account.rows()),
              reason(account)));
    }
    print.table(rows);
    accounts.stream().filter(account -> account.whatToDo() != null).forEach(this::failure);
  }

  private void failure(RunAccount account) {
    StringBuilder line = new StringBuilder("  " + account.id() + ":");
    if (account.set() != null) {
      line.append(" in ").append(account.set());
    }
    if (account.constraint() != null) {
      line.append(", constraint ").append(account.constraint());
    }
    if (account.meaning() != null) {
      line.append(", ").append(account.meaning());
    }
    print.line("%s", line);
    print.line("    what to do: %s", Objects.requireNonNullElse(account.whatToDo(), ""));
  }

  private static String reason(RunAccount account) {
    if (account.reason() != null) {
      return account.reason();
    }
    if (account.leftOut() != null) {
      return "would be left out: " + account.leftOut();
    }
    return account.holds().isEmpty() ? "" : "on hold: " + String.join(", ", account.holds());
  }

  private static String orNothing(@Nullable String text) {
    return text == null ? "" : text;
  }
}
