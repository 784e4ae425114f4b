package dev.lapse.cli.output;

import dev.lapse.run.record.RunSummary;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Prints results on standard output. */
public final class Print {
  private final PrintWriter out;
  private final JsonMapper json;

  public Print(PrintWriter out, JsonMapper json) {
    this.out = Terminal.harmless(out);
    this.json = json;
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
    List<List<String>> rows =
        values.stream().map(row -> row.stream().map(Terminal::plain).toList()).toList();
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    rows.forEach(
        row -> {
          for (int i = 0; i < columns; i++) {
            widths[i] = Math.max(widths[i], row.get(i).length());
          }
        });
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
      }
      out.println(line.toString().stripTrailing());
    }
    out.flush();
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
        "  accounts  %,d due, %,d done, %,d skipped, %,d failed",
        run.accounts().due(),
        run.accounts().done(),
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
                    said.contains(set) ? "  as reported by the service" : ""));
    if (run.message() != null) {
      line("  %s", run.message());
    }
    run.reasons().forEach((reason, accounts) -> line("  %,d × %s", accounts, reason));
    List<RunSummary> cells = run.cells();
    if (cells != null) {
      cells.forEach(this::run);
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

  private static String took(RunSummary run) {
    return run.endedAt() == null
        ? ""
        : String.format(
            Locale.ROOT,
            " in %.1f s",
            Duration.between(run.startedAt(), run.endedAt()).toMillis() / 1000.0);
  }
}
