package dev.lapse.catalog.discover;

import dev.lapse.catalog.Convention;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a person decides once, for one table or for many.
 *
 * @param name the table, or the convention that the likely answer is; unique in a store
 * @param about the table in whose entry the question is written
 * @param question what was seen and what is asked, with the figures of this look
 * @param tables all tables that the answer settles, with their rows: counted where all were read,
 *     else the planner's estimate
 * @param answers the likely one first, that all rows stay last; none if only a person can write it
 * @param likely false if no answer is likelier than the others: several paths contradict each
 *     other, or nothing but that all rows stay can be offered although a path leads to accounts
 */
public record Decision(
    String name,
    TableName about,
    String question,
    Map<TableName, Long> tables,
    List<Answer> answers,
    boolean likely) {
  static final String FOLLOWS = "follows ";

  /**
   * One answer, as what it would write into the catalog.
   *
   * @param paths those that its conventions give to tables, as far as known
   */
  public record Answer(
      List<Convention> conventions, List<DataSet> sets, Map<TableName, List<OwnedBy>> paths) {
    Answer(List<Convention> conventions, List<DataSet> sets) {
      this(conventions, sets, Map.of());
    }

    public static Answer of(Convention convention) {
      return new Answer(List.of(convention), List.of());
    }

    public static Answer of(DataSet set) {
      return new Answer(List.of(), List.of(set));
    }

    /** The lines that it would write, each an item of {@code conventions} or of {@code sets}. */
    public List<String> lines() {
      return Stream.concat(conventionLines().stream(), setLines().values().stream()).toList();
    }

    /** Items of {@code conventions}. */
    public List<String> conventionLines() {
      return conventions.stream().map(WriteCatalog::line).toList();
    }

    /** Items of {@code sets}. */
    public Map<TableName, String> setLines() {
      return sets.stream()
          .collect(
              Collectors.toMap(
                  DataSet::table, WriteCatalog::line, (one, other) -> one, TreeMap::new));
    }
  }

  public long rows() {
    return tables.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The answer that may be taken without a second thought; empty if there is none. */
  public Optional<Answer> likelyAnswer() {
    return likely ? answers.stream().findFirst() : Optional.empty();
  }

  /** True if one answer settles several tables by a convention. */
  boolean isConvention() {
    return answers.stream().anyMatch(answer -> !answer.conventions().isEmpty());
  }
}
