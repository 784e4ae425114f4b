package dev.lapse.cli.output;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.DataSet;
import dev.lapse.policy.JobName;
import dev.lapse.run.record.RunEvent;
import dev.lapse.run.record.RunSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Prints what a run did, in lines. */
public final class PrintSummary {
  private final Print print;
  private final Catalog catalog;

  /**
   * @param catalog says which sets of a run are anonymized, and which stay
   */
  public PrintSummary(Print print, Catalog catalog) {
    this.print = print;
    this.catalog = catalog;
  }

  public void print(RunSummary run) {
    print.line(
        "%s%s: %s%s",
        run.run() == null ? "" : "run " + run.run() + ", ",
        run.job(),
        run.status(),
        run.stopCause() == null ? "" : " (" + run.stopCause() + ")");
    print.line("  cell      %s", run.cell() == null ? "all" : run.cell());
    print.line("  as of     %s", run.asOf());
    print.line(
        "  mode      %s%s",
        run.mode(),
        run.dryRun()
            ? ", dry run: nothing was changed"
            : run.mode().equals("observe") ? ": nothing was changed" : "");
    print.line(
        "  accounts  %,d due, %,d %s, %,d skipped, %,d failed",
        run.accounts().due(),
        run.accounts().done(),
        changesNothing(run) ? "would be done" : "done",
        run.accounts().skipped(),
        run.accounts().failed());
    print.line("  rows      %,d%s", run.rows(), took(run));
    int width = run.sets().keySet().stream().mapToInt(String::length).max().orElse(0);
    List<String> said = Objects.requireNonNullElse(run.countedByService(), List.of());
    run.sets()
        .forEach(
            (set, rows) ->
                print.line(
                    "    %-" + width + "s  %,12d%s",
                    set,
                    rows,
                    (said.contains(set) ? "  as reported by the service" : "")
                        + (isAnonymized(catalog, set)
                            ? changesNothing(run) ? "  would be anonymized" : "  anonymized"
                            : "")));
    if (run.accounts().done() > 0) {
      kept(run);
    }
    if (run.message() != null) {
      print.line("  %s", run.message());
    }
    run.reasons().forEach((reason, accounts) -> print.line("  %,d × %s", accounts, reason));
    List<RunSummary> cells = run.cells();
    if (cells != null) {
      cells.forEach(this::print);
    }
  }

  private static boolean changesNothing(RunSummary run) {
    return run.dryRun() || run.mode().equals("observe");
  }

  /** True if an erasure anonymizes the rows of this set. */
  public static boolean isAnonymized(Catalog catalog, String name) {
    return catalog.set(name).filter(set -> !set.anonymize().isEmpty()).isPresent();
  }

  /** The sets whose rows stay when an account is erased, without their number. */
  private void kept(RunSummary run) {
    String cell = run.cell();
    boolean erases = JobName.of(run.job()).filter(JobName::erasesAccounts).isPresent();
    if (cell == null || !erases) {
      return;
    }
    List<String> empty = Objects.requireNonNullElse(run.keptWithoutRows(), List.of());
    for (DataSet set : catalog.sets()) {
      DataSet.Keep keep = set.keep();
      if (keep != null && catalog.isInCell(set, cell) && !run.sets().containsKey(set.name())) {
        String stays = changesNothing(run) ? "would stay" : "stays";
        String why = "%s (%s, %s)".formatted(set.name(), keep.why(), keep.duration());
        print.line(
            empty.contains(set.name())
                ? "  nothing %s of %s: no account of the plan has rows in it"
                : "  %-9s %s",
            stays,
            why);
      }
    }
  }

  /** The time of the work: that of a plan which waited for its approval begins with it. */
  private static String took(RunSummary run) {
    if (run.endedAt() == null) {
      return "";
    }
    Instant approvedAt =
        Objects.requireNonNullElse(run.history(), List.<RunEvent>of()).stream()
            .filter(event -> event.event().equals("approved"))
            .map(RunEvent::at)
            .filter(Objects::nonNull)
            .reduce((first, last) -> last)
            .orElse(null);
    return approvedAt == null || run.endedAt().isBefore(approvedAt)
        ? " in %s".formatted(seconds(run.startedAt(), run.endedAt()))
        : " in %s, after %s of waiting for approval"
            .formatted(seconds(approvedAt, run.endedAt()), seconds(run.startedAt(), approvedAt));
  }

  private static String seconds(Instant from, Instant to) {
    double seconds = Duration.between(from, to).toMillis() / 1000.0;
    return String.format(Locale.ROOT, seconds < 100 ? "%.1f s" : "%,.0f s", seconds);
  }
}
