package dev.lapse.cli.output;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.DataSet;
import dev.lapse.policy.JobName;
import dev.lapse.run.record.RunEvent;
import dev.lapse.run.record.RunSummary;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Prints results on standard output. */
public final class Print {
  private final PrintWriter out;
  private final JsonMapper json;
  private final Supplier<@Nullable Catalog> catalog;

  public Print(PrintWriter out, JsonMapper json) {
    this(out, json, () -> null);
  }

  /**
   * @param catalog says which sets of a run are anonymized, and which stay
   */
  public Print(PrintWriter out, JsonMapper json, Supplier<@Nullable Catalog> catalog) {
    this.out = Terminal.harmless(out);
    this.json = json;
    this.catalog = catalog;
  }

  /** An instant in a text for people; documents have all of it. */
  static Instant seconds(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS);
  }

  public void json(Object result) {
    out.println(json.writerWithDefaultPrettyPrinter().writeValueAsString(result));
    out.flush();
  }

  public void line(String text, Object... values) {
    // in one piece: cells that run side by side print to the same terminal
    out.print(String.format(Locale.ROOT, text, plain(values)) + System.lineSeparator());
    out.flush();
  }

  private static @Nullable Object[] plain(@Nullable Object... values) {
    return Arrays.stream(values)
        .map(value -> value instanceof CharSequence text ? Terminal.plain(text.toString()) : value)
        .toArray();
  }

  /** Prints a table with aligned columns; the first row is its header. */
  public void table(List<List<String>> values) {
    aligned(values).forEach(out::println);
    out.flush();
  }

  /** The lines of a table with aligned columns. */
  static List<String> aligned(List<List<String>> values) {
    List<List<String>> rows =
        values.stream().map(row -> row.stream().map(Terminal::plain).toList()).toList();
    int[] widths = new int[rows.get(0).size()];
    rows.forEach(
        row -> {
          for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], row.get(i).length());
          }
        });
    return rows.stream().map(row -> aligned(row, widths)).toList();
  }

  private static String aligned(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
    }
    return line.toString().stripTrailing();
  }

  /** Says which sets counts made before a run do not have. */
  static String notCounted(List<String> sets) {
    return "not counted until the run: %s (they go with the last account that has them)"
        .formatted(String.join(", ", sets));
  }

  /** Prints what a run did. */
  public void run(RunSummary run, ResultFormat format) {
    if (format.isJson()) {
      json(run);
    } else {
      run(run);
    }
  }

  /** Prints a run in lines. */
  void run(RunSummary run) {
    line(
        "%s%s: %s%s",
        run.run() == null ? "" : "run " + run.run() + ", ",
        run.job(),
        run.status(),
        run.stopCause() == null ? "" : " (" + run.stopCause() + ")");
    line("  cell      %s", run.cell() == null ? "all" : run.cell());
    line("  as of     %s", run.asOf());
    line(
        "  mode      %s%s",
        run.mode(),
        run.dryRun()
            ? ", dry run: nothing was changed"
            : run.mode().equals("observe") ? ": nothing was changed" : "");
    line(
        "  accounts  %,d due, %,d %s, %,d skipped, %,d failed",
        run.accounts().due(),
        run.accounts().done(),
        changesNothing(run) ? "would be done" : "done",
        run.accounts().skipped(),
        run.accounts().failed());
    line("  rows      %,d%s", run.rows(), took(run));
    int width = run.sets().keySet().stream().mapToInt(String::length).max().orElse(0);
    List<String> said = Objects.requireNonNullElse(run.countedByService(), List.of());
    run.sets()
        .forEach(
            (set, rows) ->
                line(
                    "    %-" + width + "s  %,12d%s",
                    set,
                    rows,
                    (said.contains(set) ? "  as reported by the service" : "")
                        + (isAnonymized(set)
                            ? changesNothing(run) ? "  would be anonymized" : "  anonymized"
                            : "")));
    if (run.accounts().done() > 0) {
      kept(run);
    }
    if (run.message() != null) {
      line("  %s", run.message());
    }
    run.reasons().forEach((reason, accounts) -> line("  %,d × %s", accounts, reason));
    List<RunSummary> cells = run.cells();
    if (cells != null) {
      cells.forEach(this::run);
    }
  }

  private static boolean changesNothing(RunSummary run) {
    return run.dryRun() || run.mode().equals("observe");
  }

  private boolean isAnonymized(String name) {
    Catalog known = catalog.get();
    return known != null && isAnonymized(known, name);
  }

  /** True if an erasure anonymizes the rows of this set. */
  public static boolean isAnonymized(Catalog catalog, String name) {
    return catalog.sets().stream()
        .anyMatch(set -> set.name().equals(name) && !set.anonymize().isEmpty());
  }

  /** The sets whose rows stay when an account is erased, without their number. */
  private void kept(RunSummary run) {
    Catalog known = catalog.get();
    String cell = run.cell();
    boolean erases = JobName.of(run.job()).filter(JobName::erasesAccounts).isPresent();
    if (known == null || cell == null || !erases) {
      return;
    }
    for (DataSet set : known.sets()) {
      DataSet.Keep keep = set.keep();
      if (keep != null && known.isInCell(set, cell) && !run.sets().containsKey(set.name())) {
        line(
            "  %-9s %s (%s, %s)",
            changesNothing(run) ? "would stay" : "stays", set.name(), keep.why(), keep.duration());
      }
    }
  }

  /** Prints keys and values, one per line. */
  public void facts(Map<String, ? extends @Nullable Object> facts) {
    int width = facts.keySet().stream().mapToInt(String::length).max().orElse(0);
    out.println(
        facts.entrySet().stream()
            .filter(fact -> fact.getValue() != null)
            .map(
                fact ->
                    ("%-" + width + "s  %s")
                        .formatted(fact.getKey(), Terminal.plain(String.valueOf(fact.getValue()))))
            .collect(Collectors.joining(System.lineSeparator())));
    out.flush();
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
