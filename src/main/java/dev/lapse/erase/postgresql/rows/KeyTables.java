package dev.lapse.erase.postgresql.rows;

import dev.lapse.catalog.ColumnExpression;
import dev.lapse.erase.postgresql.plan.ErasurePlan;
import dev.lapse.erase.postgresql.plan.TargetSet;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.JdbcOperations;

/**
 * The temporary tables in which rows are captured, one per set that needs it: the owner of a row,
 * whether it is deleted along with another account's, its referenced columns, and the position of a
 * row that is not deleted yet. They live as long as their connection and are emptied at the end of
 * a transaction: creating them for each batch would bloat PostgreSQL's own catalogs.
 */
public final class KeyTables {
  private static final String PRESENT =
      """
      select count(*)
      from pg_class
      where relnamespace = pg_my_temp_schema()
        and relname = any(string_to_array(?, ','))
      """;

  private final Map<dev.lapse.catalog.TableName, String> names = new HashMap<>();
  private final Map<String, String> create = new HashMap<>();
  private final Map<dev.lapse.catalog.TableName, String> slices = new HashMap<>();
  private final boolean keptOverTransactions;

  KeyTables(ErasurePlan plan) {
    keptOverTransactions = plan.mode() == ErasurePlan.Mode.IN_SLICES;
    for (TargetSet set : plan.sets().values()) {
      if (set.keys() != TargetSet.Keys.NONE) {
        add(plan, set);
      }
    }
  }

  private void add(ErasurePlan plan, TargetSet set) {
    String as =
        """
        as
        select cast(null as %s) as account_id, false as taken, 0 as level%s%s
        from %s t
        with no data
        """
            .formatted(
                plan.accountType(),
                set.isPlaced() ? ", t.tableoid as part, t.ctid as place, false as pending" : "",
                columns(set),
                set.rows());
    String types = set.columns().stream().map(set::type).collect(Collectors.joining(","));
    String name =
        "lapse_%s%s"
            .formatted(
                keptOverTransactions ? "k" : "b",
                UUID.nameUUIDFromBytes((as + types).getBytes(StandardCharsets.UTF_8))
                    .toString()
                    .replace("-", ""));
    names.put(set.table(), name);
    create(name, keptOverTransactions, as);
    if (keptOverTransactions) {
      slices.put(set.table(), name + "_slice");
      create(name + "_slice", false, as);
    }
  }

  private void create(String name, boolean kept, String as) {
    create.put(
        name,
        "create temporary table if not exists %s on commit %s rows %s"
            .formatted(name, kept ? "preserve" : "delete", as));
  }

  private KeyTables(Map<dev.lapse.catalog.TableName, String> names) {
    this.names.putAll(names);
    keptOverTransactions = false;
  }

  /**
   * Tables of the same structure, for copies of the rows deleted in one transaction; emptied at its
   * end.
   */
  public KeyTables ofSlice() {
    return new KeyTables(slices);
  }

  private static String columns(TargetSet set) {
    return IntStream.range(0, set.columns().size())
        .mapToObj(i -> ", %s as k%d".formatted(ColumnExpression.sql("t", set.columns().get(i)), i))
        .collect(Collectors.joining());
  }

  /** Creates the tables that the connection does not have yet; outside of a transaction. */
  void make(JdbcOperations jdbc) {
    if (create.isEmpty()) {
      return;
    }
    Integer present =
        jdbc.queryForObject(PRESENT, Integer.class, String.join(",", create.keySet()));
    if (present == null || present < create.size()) {
      create.values().stream().sorted().forEach(jdbc::execute);
    }
    if (keptOverTransactions) {
      empty(jdbc);
    }
  }

  /** Removes all rows. */
  public void empty(JdbcOperations jdbc) {
    if (!create.isEmpty()) {
      jdbc.execute("truncate " + all());
    }
  }

  void drop(JdbcOperations jdbc) {
    if (!create.isEmpty()) {
      jdbc.execute("drop table if exists " + all());
    }
  }

  private String all() {
    return create.keySet().stream()
        .sorted()
        .map(name -> "pg_temp." + name)
        .collect(Collectors.joining(", "));
  }

  /** The key table of a set in statements. */
  public String tableOf(TargetSet set) {
    String name = names.get(set.table());
    if (name == null) {
      throw new IllegalStateException("rows of " + set.name() + " are not captured");
    }
    return "pg_temp." + name;
  }
}
