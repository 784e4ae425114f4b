package dev.lapse.cli.catalog;

import dev.lapse.catalog.Store;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.discover.Decision;
import dev.lapse.catalog.discover.DiscoveredCatalog;
import dev.lapse.catalog.discover.TableReason;
import dev.lapse.catalog.review.Preview;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What {@code catalog discover} found, with the figures that the file leaves out.
 *
 * @param decisions what is open, most rows first
 * @param tables all tables of the store
 */
record DiscoverJson(String store, List<Open> decisions, List<Entry> tables) {
  /**
   * An open decision.
   *
   * @param name of the decision, as the file names it
   * @param table the table in whose entry the question stands
   * @param rows of all of its tables
   */
  record Open(
      String name,
      String table,
      String question,
      long rows,
      List<Rows> tables,
      List<Answer> answers) {}

  /** The rows of a table: counted if there are few, else estimated. */
  record Rows(String table, long rows) {}

  /**
   * An answer; the likely one is first.
   *
   * @param conventions lines to write into {@code conventions}
   * @param sets lines to write into {@code sets}, in place of the questions
   * @param explains the rows to which it gives an owner, by table; none if they stay
   */
  record Answer(List<String> conventions, List<String> sets, List<Explained> explains) {}

  /**
   * How many rows of a table an answer explains.
   *
   * @param read rows that were read
   * @param all true if these are all
   * @param owned those of them that have an owner by the answer
   * @param trouble why they could not be read, or null
   */
  record Explained(String table, long read, boolean all, long owned, @Nullable String trouble) {
    static Explained of(Preview preview) {
      return new Explained(
          preview.table().toString(),
          preview.read(),
          preview.all(),
          preview.owned(),
          preview.trouble().isEmpty() ? null : preview.trouble());
    }
  }

  /**
   * A table's entry.
   *
   * @param line the line of the file
   * @param reason why, with figures; null if a decision is open
   * @param decision the open decision that settles it, or null
   */
  record Entry(
      String table, long rows, String line, @Nullable String reason, @Nullable String decision) {}

  static DiscoverJson of(
      Store store, DiscoveredCatalog found, Map<Decision.Answer, List<Preview>> explained) {
    Map<TableName, String> open = new HashMap<>();
    found
        .decisions()
        .forEach(
            decision ->
                decision.tables().keySet().forEach(table -> open.put(table, decision.name())));
    return new DiscoverJson(
        store.name(),
        found.decisions().stream().map(decision -> open(decision, explained)).toList(),
        found.tables().stream().map(table -> entry(table, open.get(table.set().table()))).toList());
  }

  private static Open open(Decision decision, Map<Decision.Answer, List<Preview>> explained) {
    return new Open(
        decision.name(),
        decision.about().toString(),
        decision.question(),
        decision.rows(),
        decision.tables().entrySet().stream()
            .map(table -> new Rows(table.getKey().toString(), table.getValue()))
            .toList(),
        decision.answers().stream()
            .map(
                answer ->
                    new Answer(
                        answer.conventionLines(),
                        List.copyOf(answer.setLines().values()),
                        explained.getOrDefault(answer, List.of()).stream()
                            .map(Explained::of)
                            .toList()))
            .toList());
  }

  private static Entry entry(TableReason table, @Nullable String decision) {
    return new Entry(
        table.set().table().toString(),
        table.rows(),
        table.line(),
        decision == null ? table.reason() : null,
        decision);
  }

  void print(PrintWriter out) {
    out.println(
        JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(this));
    out.flush();
  }
}
