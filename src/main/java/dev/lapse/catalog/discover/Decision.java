package dev.lapse.catalog.discover;

import dev.lapse.catalog.Convention;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.TableName;
import java.util.List;
import java.util.Map;
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
 * @param answers the likely one first; none if only a person can write it
 */
public record Decision(
    String name,
    TableName about,
    String question,
    Map<TableName, Long> tables,
    List<Answer> answers) {
  static final String FOLLOWS = "follows ";

  /** One answer, as what it would write into the catalog. */
  public record Answer(List<Convention> conventions, List<DataSet> sets) {
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

  /** True if one answer settles several tables by a convention. */
  boolean isConvention() {
    return answers.stream().anyMatch(answer -> !answer.conventions().isEmpty());
  }
}
