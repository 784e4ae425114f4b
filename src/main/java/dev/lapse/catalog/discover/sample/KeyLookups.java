package dev.lapse.catalog.discover.sample;

import dev.lapse.catalog.live.StoreSchema.Column;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Counts how many values are keys of a table. */
public final class KeyLookups {
  /** A table with this many blocks can be read completely in well under a second. */
  static final int SMALL = 2048;

  /** The rows of a table with this many blocks can each be looked up in well under a second. */
  public static final int SOME = 512;

  private final ReadOnlyQueries statements;
  private final Samples samples;
  private final Map<List<Object>, Found> done = new HashMap<>();

  public KeyLookups(ReadOnlyQueries statements, Samples samples) {
    this.statements = statements;
    this.samples = samples;
  }

  /**
   * The result of a lookup.
   *
   * @param values number of values looked up
   * @param trouble why the lookup failed; null if it did not
   */
  public record Found(int values, int present, @Nullable String trouble) {
    public boolean all() {
      return trouble == null && values > 0 && present == values;
    }
  }

  public Found lookUp(Set<String> values, Table table, Column key) {
    return done.computeIfAbsent(
        List.of(new TreeSet<>(values), table.name(), key.name()),
        question -> look(values, table, key));
  }

  /** True if rows can be found by the columns without reading much. */
  public boolean isQuick(Table table, List<String> columns) {
    return table.isIndexed(columns) || samples.blocks(table.name()) <= SMALL;
  }

  /** True if every row of the table has a value that is a key of the other. */
  public boolean areAllThere(Table table, Column column, Table target, Column key) {
    boolean[] all = {false};
    String trouble =
        statements.tryQuery(
            """
            select not exists (
              select
              from %s t
              where not exists (select from %s k where %s))
            """
                .formatted(
                    SqlFragments.from(table),
                    SqlFragments.from(target),
                    SqlFragments.equal(
                        SqlFragments.column("k", key.name()),
                        key,
                        SqlFragments.column("t", column.name()),
                        column)),
            List.of(),
            row -> all[0] = row.getBoolean(1));
    return trouble == null && all[0];
  }

  /** True if no two rows of the table have the same value in the column. */
  public boolean isUniqueInFact(Table table, Column column) {
    boolean[] unique = {false};
    String name = SqlFragments.column("t", column.name());
    String trouble =
        samples.blocks(table.name()) > SMALL
            ? "large"
            : statements.tryQuery(
                "select not exists (select from %s t group by %s having count(*) > 1)"
                    .formatted(SqlFragments.from(table), name),
                List.of(),
                row -> unique[0] = row.getBoolean(1));
    return trouble == null && unique[0];
  }

  private Found look(Set<String> values, Table table, Column key) {
    if (values.isEmpty()) {
      return new Found(0, 0, null);
    }
    if (!isQuick(table, List.of(key.name()))) {
      return new Found(
          values.size(), 0, "%s has no index on %s".formatted(table.name(), key.name()));
    }
    List<String> fitting = KeyValues.fitting(values, key);
    int[] present = {0};
    String trouble =
        fitting.isEmpty()
            ? null
            : statements.tryQuery(
                """
                select count(*)
                from unnest(?) v (value)
                where exists (select from %s t where %s = %s)
                """
                    .formatted(
                        SqlFragments.from(table),
                        isComparedAsItself(key)
                            ? SqlFragments.column("t", key.name())
                            : SqlFragments.column("t", key.name()) + "::text",
                        SqlFragments.cast("v.value", key)),
                List.of(fitting),
                row -> present[0] = row.getInt(1));
    return new Found(values.size(), present[0], trouble);
  }

  private static boolean isComparedAsItself(Column key) {
    return KeyValues.isNumber(key)
        || KeyValues.isUuid(key)
        || key.type().startsWith("character varying")
        || key.type().equals("text");
  }
}
