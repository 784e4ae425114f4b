package dev.lapse.catalog.discover.sample;

import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A deterministic sample of a table's rows.
 *
 * @param from the rows as part of a statement, for further queries about them
 * @param rows number of rows
 * @param whole true if these are all rows of the table
 * @param values values of the columns that may be keys, as text, in the order of the rows
 * @param trouble why there are none; null if they could be read
 */
public record Sample(
    Table table,
    String from,
    int rows,
    boolean whole,
    Map<String, List<@Nullable String>> values,
    @Nullable String trouble) {

  static Sample none(Table table, String trouble) {
    return new Sample(table, "", 0, false, Map.of(), trouble);
  }

  public boolean isEmpty() {
    return rows == 0;
  }

  /** The values of a column, null if a row has none; empty if it cannot be a key. */
  public List<@Nullable String> values(String column) {
    return values.getOrDefault(column, List.of());
  }

  /** The distinct values of a column, sorted. */
  public TreeSet<String> distinct(String column) {
    TreeSet<String> distinct = new TreeSet<>();
    values(column).stream().filter(Objects::nonNull).forEach(distinct::add);
    return distinct;
  }

  /** The number of rows with a value in the column. */
  public int filled(String column) {
    return (int) values(column).stream().filter(Objects::nonNull).count();
  }

  /** True if there are rows, and none has a value in all of the columns. */
  public boolean lacksAnyValue(Collection<String> columns) {
    return rows > 0
        && columns.stream().noneMatch(column -> values(column).isEmpty())
        && filled(columns) == 0;
  }

  /** The number of rows with a value in all of the columns. */
  public int filled(Collection<String> columns) {
    return (int)
        Stream.iterate(0, i -> i < rows, i -> i + 1).filter(i -> isFilled(i, columns)).count();
  }

  public boolean isFilled(int row, Collection<String> columns) {
    return columns.stream()
        .map(this::values)
        .noneMatch(column -> column.isEmpty() || column.get(row) == null);
  }

  /** {@code 812 sampled rows}, {@code all 40 rows} or why there are none. */
  public String size() {
    if (trouble != null) {
      return "no sample: " + trouble;
    }
    return whole ? "all " + rows + " rows" : rows + " sampled rows";
  }
}
