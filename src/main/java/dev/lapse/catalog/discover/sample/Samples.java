package dev.lapse.catalog.discover.sample;

import dev.lapse.catalog.Identifier;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.live.StoreSchema.Column;
import dev.lapse.catalog.live.StoreSchema.Table;
import dev.lapse.catalog.live.StoreSchema.TableKind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Samples a bounded number of rows of each table by their physical position, so that the same
 * database gives the same rows, independent of statistics.
 */
public final class Samples {
  static final int ROWS = 1000;
  private static final int BLOCKS = 64;
  private static final int LONGEST_KEY = 200;

  private static final String SIZES =
      """
      select n.nspname,
        c.relname,
        case
          when c.relkind = 'p' then (
            select sum(pg_relation_size(leaf.relid)) from pg_partition_tree(c.oid) leaf where leaf.isleaf)
          else pg_relation_size(c.oid)
        end / current_setting('block_size')::int as blocks
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and not c.relispartition
      """;

  private final ReadOnlyQueries statements;
  private final Map<TableName, Long> blocks = new HashMap<>();
  private final Map<TableName, Sample> taken = new HashMap<>();

  public Samples(ReadOnlyQueries statements) throws SQLException {
    this.statements = statements;
    statements.query(
        SIZES,
        List.of(),
        row ->
            blocks.put(
                new TableName(row.getString("nspname"), row.getString("relname")),
                row.getLong("blocks")));
  }

  /** The number of blocks of a table. */
  public long blocks(TableName table) {
    return blocks.getOrDefault(table, 0L);
  }

  public Sample get(Table table) {
    return taken.computeIfAbsent(table.name(), name -> take(table));
  }

  private Sample take(Table table) {
    if (table.kind() == TableKind.FOREIGN) {
      return Sample.none(table, "its rows are in another database");
    }
    List<Column> columns = table.columns().stream().filter(KeyValues::mayHoldKeys).toList();
    boolean all = blocks(table.name()) <= BLOCKS;
    String from = from(table, all);
    Map<String, List<@Nullable String>> values = new TreeMap<>();
    columns.forEach(column -> values.put(column.name(), new ArrayList<>()));
    Map<String, String> interned = new HashMap<>();
    int[] rows = {0};
    String trouble =
        statements.tryQuery(
            "select " + values(columns) + "\nfrom " + from + " t",
            List.of(),
            row -> {
              rows[0]++;
              for (int i = 0; i < columns.size(); i++) {
                Objects.requireNonNull(values.get(columns.get(i).name()))
                    .add(intern(row, i + 1, interned));
              }
            });
    if (trouble != null) {
      return Sample.none(table, trouble);
    }
    values.values().removeIf(KeyValues::areProse);
    return new Sample(table, from, rows[0], all && rows[0] < ROWS, values, null);
  }

  private static @Nullable String intern(ResultSet row, int column, Map<String, String> interned)
      throws SQLException {
    String value = row.getString(column);
    return value == null ? null : interned.computeIfAbsent(value, same -> same);
  }

  /** A fraction of the table's blocks, then the rows whose positions have the lowest hashes. */
  private String from(Table table, boolean all) {
    String sampled =
        all
            ? ""
            : " tablesample system (%s) repeatable (1)"
                .formatted(
                    String.format(Locale.ROOT, "%.6f", 100.0 * BLOCKS / blocks(table.name())));
    return "(select * from %s%s order by md5(tableoid::regclass::text || ctid::text) limit %d)"
        .formatted(SqlFragments.from(table), sampled, ROWS);
  }

  private static String values(List<Column> columns) {
    return columns.isEmpty()
        ? "1"
        : columns.stream().map(Samples::value).collect(Collectors.joining(",\n  "));
  }

  /** Values too long for a key are not read: they may be stored compressed in another file. */
  private static String value(Column column) {
    String name = "t." + Identifier.quote(column.name());
    return KeyValues.isShort(column)
        ? name + "::text"
        : "case when pg_column_size(%s) <= %d then %s::text when %s is not null then '' end"
            .formatted(name, LONGEST_KEY, name, name);
  }
}
