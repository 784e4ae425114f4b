package dev.lapse.catalog.discover;

import dev.lapse.catalog.AccountSequence;
import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.Convention;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.DataSet.Ownership;
import dev.lapse.catalog.OtherStore;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.StoreYaml;
import dev.lapse.file.Position;
import dev.lapse.file.YamlScalar;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes {@code catalog.yaml}, the stores first. */
final class WriteCatalog {
  private static final String HEADING =
      "# What belongs to an account: every table of each store, once. Answer what is unclassified"
          + " with owned-by or shared: true.\n"
          + "# The reasons after #: are rewritten each time; your own comments, after #, stay.\n";

  private static final Pattern PLAIN_ADDRESS =
      Pattern.compile("[A-Za-z$][\\w./:?=&%@,+{}$-]*[\\w/}]");
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\u0085\\u2028\\u2029]+");

  private final StringBuilder stores = new StringBuilder();
  private final StringBuilder conventions = new StringBuilder();
  private final StringBuilder sets = new StringBuilder();

  /** All stores, in file order. */
  void stores(Catalog catalog) {
    List<Map.Entry<Position, Runnable>> all = new ArrayList<>();
    catalog.stores().forEach(store -> all.add(Map.entry(store.at(), () -> store(store))));
    catalog.otherStores().forEach(store -> all.add(Map.entry(store.at(), () -> store(store))));
    all.stream()
        .sorted(Comparator.comparingInt(store -> store.getKey().line()))
        .forEach(store -> store.getValue().run());
  }

  private void store(OtherStore store) {
    stores.append("  - name: ").append(scalar(store.name())).append('\n');
    lines("    ", store.text().values());
    cells(store.text());
  }

  private void store(Store store) {
    stores.append("  - name: ").append(scalar(store.name())).append("\n    type: postgresql\n");
    lines("    ", store.text().values());
    stores
        .append("    accounts: ")
        .append(scalar(store.accounts().toString()))
        .append("\n    key: ")
        .append(scalar(store.key()))
        .append('\n');
    cells(store.text());
  }

  private void cells(StoreYaml text) {
    if (!text.cells().isEmpty()) {
      stores.append("    cells:\n");
      text.cells()
          .forEach(
              (cell, values) -> {
                stores
                    .append("      ")
                    .append(scalar(cell))
                    .append(values.isEmpty() ? ": {}\n" : ":\n");
                lines("        ", values);
              });
    }
  }

  private void lines(String indent, Map<String, String> values) {
    values.forEach((key, raw) -> line(indent, key, raw));
  }

  /** A line above the entries. */
  void heading(List<String> lines) {
    lines.forEach(line -> above(YamlComments.MARK + " " + line));
  }

  /** The answers of a decision for many tables, to be pasted as they are. */
  void offers(Decision decision) {
    if (decision.isConvention()) {
      String before = "paste under conventions: ";
      for (Decision.Answer answer : decision.answers()) {
        for (String line : answer.conventionLines()) {
          above(YamlComments.MARK + " " + before + line);
        }
        before = "or: ";
      }
    }
  }

  /** A convention. */
  void convention(Convention convention, String beside, List<String> above) {
    above.forEach(comment -> conventions.append("  ").append(oneLine(comment)).append('\n'));
    conventions
        .append("  ")
        .append(line(convention))
        .append(beside.isEmpty() ? "" : "  " + oneLine(beside))
        .append('\n');
  }

  /** A convention as a line of the file. */
  static String line(Convention convention) {
    return "- {store: %s, %s}"
        .formatted(scalar(convention.store()), WriteConventions.keys(convention));
  }

  /** An entry as a line of the file. */
  static String line(DataSet set) {
    WriteCatalog write = new WriteCatalog();
    write.set(set, "", List.of());
    return write.sets.toString().strip();
  }

  private static String keep(DataSet.Keep keep) {
    StringBuilder text = new StringBuilder("{why: ").append(scalar(keep.why()));
    if (keep.with() != null) {
      return text.append(", with: ").append(scalar(keep.with().toString())).append('}').toString();
    }
    text.append(", for: ").append(keep.duration());
    if (keep.from() != null) {
      text.append(", from: ").append(scalar(keep.from()));
    }
    return text.append('}').toString();
  }

  /**
   * An entry.
   *
   * @param beside the comment on its line, including its {@code #}
   * @param above the comments on the lines before
   */
  void set(DataSet set, String beside, List<String> above) {
    above.forEach(this::above);
    sets.append("  - {store: ")
        .append(scalar(set.store()))
        .append(", table: ")
        .append(scalar(set.table().toString()))
        .append(", ")
        .append(ownership(set.ownership()));
    if (set.billing()) {
      sets.append(", billing: true");
    }
    DataSet.Keep keep = set.keep();
    if (keep != null) {
      sets.append(", keep: ").append(keep(keep));
    }
    if (!set.anonymize().isEmpty()) {
      sets.append(", anonymize: ").append(anonymize(set.anonymize()));
    }
    if (!set.label().isEmpty()) {
      sets.append(", label: {")
          .append(
              new TreeMap<>(set.label())
                  .entrySet().stream()
                      .map(label -> label.getKey() + ": " + quoted(label.getValue()))
                      .collect(Collectors.joining(", ")))
          .append('}');
    }
    DataSet.SideEffects sideEffects = set.sideEffects();
    String by = set.by();
    if (by != null) {
      sets.append(", by: ").append(scalar(by));
    }
    names("refers", sideEffects.refers().stream().map(OwnedBy::text).toList());
    names("accepts", new TreeSet<>(sideEffects.accepts()));
    names("bypasses", new TreeSet<>(sideEffects.bypasses()));
    names("large-objects", sideEffects.largeObjects());
    names(
        "shared-where", sideEffects.sharedWhere().stream().map(DataSet.SharedWhere::text).toList());
    end(beside);
  }

  /** Sequences, one for each account. */
  void sequence(AccountSequence sequence, String beside, List<String> above) {
    above.forEach(this::above);
    sets.append("  - ").append(entry(sequence));
    end(beside);
  }

  /** Sequences that may belong to accounts. */
  void perhaps(AccountSequence sequence, String reason) {
    above(
        "%s %s; if they are the accounts' own: - %s}"
            .formatted(YamlComments.MARK, reason, entry(sequence)));
  }

  private static String entry(AccountSequence sequence) {
    return "{store: " + scalar(sequence.store()) + ", sequence: " + quoted(sequence.text());
  }

  private void above(String comment) {
    sets.append("  ").append(oneLine(comment)).append('\n');
  }

  private void end(String comment) {
    sets.append(comment.isEmpty() ? "}" : "}  ").append(oneLine(comment)).append('\n');
  }

  private static String oneLine(String comment) {
    return CONTROL.matcher(comment).replaceAll(" ");
  }

  private void names(String key, Collection<String> names) {
    if (!names.isEmpty()) {
      sets.append(", ")
          .append(key)
          .append(": [")
          .append(names.stream().map(WriteCatalog::scalar).collect(Collectors.joining(", ")))
          .append(']');
    }
  }

  String text() {
    return HEADING
        + (stores.isEmpty() ? "stores: []\n" : "stores:\n" + stores)
        + (conventions.isEmpty() ? "" : "conventions:\n" + conventions)
        + (sets.isEmpty() ? "" : "sets:\n" + sets);
  }

  private void line(String indent, String key, String raw) {
    boolean plain = PLAIN_ADDRESS.matcher(raw).matches() && YamlScalar.isText(raw);
    stores.append(indent).append(key).append(": ");
    stores.append(plain ? raw : quoted(raw)).append('\n');
  }

  static String ownership(Ownership ownership) {
    if (ownership instanceof Ownership.Owned owned) {
      List<String> ways = owned.by().stream().map(OwnedBy::text).map(WriteCatalog::scalar).toList();
      return "owned-by: " + (ways.size() == 1 ? ways.get(0) : "[" + String.join(", ", ways) + "]");
    }
    return ownership instanceof Ownership.Unclassified unclassified
        ? "unclassified: " + quoted(unclassified.question())
        : "shared: true";
  }

  private static String anonymize(Map<String, @Nullable String> columns) {
    StringBuilder text = new StringBuilder("{");
    new TreeMap<>(columns)
        .forEach(
            (column, constant) ->
                text.append(text.length() == 1 ? "" : ", ")
                    .append(scalar(column))
                    .append(": ")
                    .append(constant == null ? "null" : quoted(constant)));
    return text.append('}').toString();
  }

  static String scalar(String value) {
    return YamlScalar.of(value);
  }

  static String quoted(String value) {
    return YamlScalar.quoted(value);
  }
}
