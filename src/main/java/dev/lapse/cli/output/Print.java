package dev.lapse.cli.output;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
}
