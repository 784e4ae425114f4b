package dev.lapse.catalog.review;

import dev.lapse.catalog.TableName;
import dev.lapse.catalog.discover.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts answers into the text of a catalog that {@code discover} has written. */
final class CatalogText {
  private static final String CONVENTIONS = "conventions:";
  private static final String SETS = "sets:";

  private CatalogText() {}

  /**
   * The text with an answer: its conventions at the end of their section, its sets in place of the
   * entries of their tables.
   *
   * @throws IllegalArgumentException if a table has no entry of its own line
   */
  static String with(String text, Decision.Answer answer) {
    return with(text, answer, "");
  }

  /**
   * The same.
   *
   * @param comment at the end of each line; empty for none
   */
  static String with(String text, Decision.Answer answer, String comment) {
    List<String> lines = new ArrayList<>(text.lines().toList());
    for (String convention : answer.conventionLines()) {
      add(lines, convention + comment);
    }
    answer.setLines().forEach((table, line) -> replace(lines, table, line + comment));
    return String.join("\n", lines) + "\n";
  }

  /**
   * The text with an answer of one's own.
   *
   * @param keys of an entry, or of a convention
   */
  static String with(String text, String store, TableName table, String keys) {
    List<String> lines = new ArrayList<>(text.lines().toList());
    String own = keys.strip();
    boolean entry = own.matches("(?s)(owned-by|shared|unclassified)\\s*:.*");
    String bare =
        own.startsWith("{") && own.endsWith("}") ? own.substring(1, own.length() - 1) : own;
    if (entry) {
      replace(lines, table, "- {store: %s, table: %s, %s}".formatted(store, written(table), bare));
    } else {
      add(lines, "- {store: %s, %s}".formatted(store, bare));
    }
    return String.join("\n", lines) + "\n";
  }

  private static String written(TableName table) {
    return "\"" + table.toString().replace("\"", "\\\"") + "\"";
  }

  private static void add(List<String> lines, String convention) {
    int sets = lines.indexOf(SETS);
    int end = sets < 0 ? lines.size() : sets;
    if (!lines.contains(CONVENTIONS)) {
      lines.add(end, CONVENTIONS);
      end++;
    }
    lines.add(end, "  " + convention);
  }

  private static void replace(List<String> lines, TableName table, String line) {
    int at =
        lineOf(lines, table)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "the catalog has no line for %s; run 'lapse catalog discover' first"
                            .formatted(table)));
    lines.set(at, "  " + line);
  }

  /** The line of the entry of a table. */
  private static Optional<Integer> lineOf(List<String> lines, TableName table) {
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      boolean entry =
          line.strip().startsWith("- {")
              && (line.contains(", table: " + table + ",")
                  || line.contains(", table: " + written(table) + ","));
      if (entry) {
        return Optional.of(i);
      }
    }
    return Optional.empty();
  }
}
