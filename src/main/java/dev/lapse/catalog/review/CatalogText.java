package dev.lapse.catalog.review;

import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.discover.Decision;
import dev.lapse.file.YamlScalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts answers into the text of a catalog that {@code discover} has written. */
final class CatalogText {
  private static final String CONVENTIONS = "conventions:";
  private static final String SETS = "sets:";
  private static final Pattern QUESTION =
      Pattern.compile("unclassified: \"(?:[^\"\\\\]|\\\\.)*+\"");
  private static final Pattern ENTRY = Pattern.compile("(owned-by|shared)\\s*:.*");

  /** The reason that {@code discover} has written, which was that of the question. */
  private static final Pattern REASON = Pattern.compile("  #:.*$");

  private final String store;
  private final List<String> lines;

  private CatalogText(String text, String store) {
    this.store = store;
    this.lines = new ArrayList<>(text.lines().toList());
  }

  /**
   * The text with an answer: its conventions at the end of their section, its sets in place of the
   * questions about their tables. What else an entry says stays, and so do users' comments.
   *
   * @param remark a comment at the end of each line, without its {@code #}; empty for none
   * @throws IllegalArgumentException if there is no question about a table
   */
  static String with(String text, String store, Decision.Answer answer, String remark) {
    CatalogText edited = new CatalogText(text, store);
    for (String convention : answer.conventionLines()) {
      edited.add(remark.isEmpty() ? convention : convention + "  # " + remark);
    }
    for (DataSet set : answer.sets()) {
      String line = Objects.requireNonNull(answer.setLines().get(set.table()));
      String start = edited.start(set.table());
      edited.answer(set.table(), line.substring(start.length(), line.length() - 1), remark);
    }
    return edited.text();
  }

  /**
   * The text with an answer of one's own.
   *
   * @param keys of an entry, or of a convention; in braces or not
   * @throws IllegalArgumentException if they are not on one line
   */
  static String with(String text, String store, TableName table, String keys) {
    if (keys.lines().count() != 1) {
      throw new IllegalArgumentException("an answer is one line");
    }
    CatalogText edited = new CatalogText(text, store);
    String own = keys.strip().replaceFirst("^- +", "");
    if (own.startsWith("{") && own.endsWith("}")) {
      own = own.substring(1, own.length() - 1).strip();
    }
    if (ENTRY.matcher(own).matches()) {
      edited.answer(table, own, "");
    } else {
      edited.add(
          own.startsWith("store:")
              ? "- {%s}".formatted(own)
              : "- {store: %s, %s}".formatted(YamlScalar.of(store), own));
    }
    return edited.text();
  }

  private String text() {
    return String.join("\n", lines) + "\n";
  }

  /** The types of pairs are one convention of a store: others are added to it. */
  private void add(String convention) {
    String start = "- {store: %s, types: {".formatted(YamlScalar.of(store));
    for (int i = 0; convention.startsWith(start) && i < lines.size(); i++) {
      if (lines.get(i).strip().startsWith(start)) {
        int end = convention.lastIndexOf('}', convention.lastIndexOf('}') - 1);
        String types = convention.substring(start.length(), end);
        lines.set(i, lines.get(i).replace(start, start + types + ", "));
        return;
      }
    }
    int sets = lines.indexOf(SETS);
    int end = sets < 0 ? lines.size() : sets;
    if (!lines.contains(CONVENTIONS)) {
      lines.add(end, CONVENTIONS);
      end++;
    }
    lines.add(end, "  " + convention);
  }

  /** How the entry of a table begins. */
  private String start(TableName table) {
    return "- {store: %s, table: %s, "
        .formatted(YamlScalar.of(store), YamlScalar.of(table.toString()));
  }

  private void answer(TableName table, String ownership, String remark) {
    String start = "  " + start(table);
    for (int i = 0; i < lines.size(); i++) {
      Matcher question = QUESTION.matcher(lines.get(i));
      if (lines.get(i).startsWith(start)
          && question.region(start.length(), lines.get(i).length()).lookingAt()) {
        String rest = REASON.matcher(lines.get(i).substring(question.end())).replaceFirst("");
        lines.set(i, start + ownership + remarked(rest, remark));
        return;
      }
    }
    throw new IllegalArgumentException(
        "the catalog has no question about %s; run 'lapse catalog discover' first"
            .formatted(table));
  }

  private static String remarked(String rest, String remark) {
    return remark.isEmpty() ? rest : rest + (rest.contains("  # ") ? "; " : "  # ") + remark;
  }
}
