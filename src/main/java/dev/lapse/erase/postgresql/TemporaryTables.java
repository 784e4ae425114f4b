package dev.lapse.erase.postgresql;

import dev.lapse.catalog.TableName;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcOperations;

/**
 * The temporary tables that captured rows are kept in, one per set. Those of a transaction live as
 * long as their connection and are emptied at its end: making them anew for each batch would bloat
 * PostgreSQL's own catalogs.
 */
final class TemporaryTables {
  private static final String PRESENT =
      """
      select count(*)
      from pg_class
      where relnamespace = pg_my_temp_schema()
        and relname = any(string_to_array(?, ','))
      """;

  private static final String UNKNOWN =
      """
      select relname::text
      from pg_class
      where relnamespace = pg_my_temp_schema()
        and relname = any(string_to_array(?, ','))
        and reltuples < 0
        and pg_relation_size(oid) > 0
      """;

  private final Map<TableName, String> names;
  private final Map<String, String> create;
  private final boolean keptOverTransactions;

  private TemporaryTables(
      Map<TableName, String> names, Map<String, String> create, boolean keptOverTransactions) {
    this.names = names;
    this.create = create;
    this.keptOverTransactions = keptOverTransactions;
  }

  /** For erasures in one transaction. */
  static TemporaryTables ofTransactions(List<CapturedSet> sets) {
    return of(sets, false);
  }

  /** For the erasure of a large account, over several transactions of one connection. */
  static TemporaryTables ofConnection(List<CapturedSet> sets) {
    return of(sets, true);
  }

  private static TemporaryTables of(List<CapturedSet> sets, boolean kept) {
    Map<TableName, String> names = new HashMap<>();
    Map<String, String> create = new HashMap<>();
    for (CapturedSet set : sets) {
      String as =
          """
          as
          select t.tableoid as part, t.ctid as place, cast('' as text) as account_id, 0 as level, false as pending%s
          from %s t
          with no data
          """
              .formatted(columns(set), set.rows());
      String types = set.columns().stream().map(set::type).collect(Collectors.joining(","));
      String name =
          "lapse_%s%s"
              .formatted(
                  kept ? "k" : "b",
                  UUID.nameUUIDFromBytes((as + types).getBytes(StandardCharsets.UTF_8))
                      .toString()
                      .replace("-", ""));
      names.put(set.table(), name);
      create.put(
          name,
          "create temporary table if not exists %s on commit %s rows %s"
              .formatted(name, kept ? "preserve" : "delete", as));
    }
    return new TemporaryTables(Map.copyOf(names), Map.copyOf(create), kept);
  }

  private static String columns(CapturedSet set) {
    StringBuilder columns = new StringBuilder();
    for (int i = 0; i < set.columns().size(); i++) {
      columns.append(
          ", t.%s as k%d".formatted(dev.lapse.catalog.Identifier.quote(set.columns().get(i)), i));
    }
    return columns.toString();
  }

  /** Makes those that the connection does not have yet. */
  void make(JdbcOperations jdbc) {
    Integer present =
        jdbc.queryForObject(PRESENT, Integer.class, String.join(",", create.keySet()));
    if (present == null || present < create.size()) {
      create.values().stream().sorted().forEach(jdbc::execute);
    }
    if (keptOverTransactions) {
      empty(jdbc);
    }
  }

  /**
   * Lets PostgreSQL see how large they are, once for each: of a table that was never looked at it
   * believes that it has ten pages, and reads the largest tables of the product from end to end
   * instead of by an index.
   */
  void measure(JdbcOperations jdbc) {
    jdbc.queryForList(UNKNOWN, String.class, String.join(",", create.keySet()))
        .forEach(name -> jdbc.execute("analyze pg_temp." + name));
  }

  /** Forgets what was captured. */
  void empty(JdbcOperations jdbc) {
    jdbc.execute("truncate " + all());
  }

  void drop(JdbcOperations jdbc) {
    jdbc.execute("drop table if exists " + all());
  }

  private String all() {
    return create.keySet().stream()
        .sorted()
        .map(name -> "pg_temp." + name)
        .collect(Collectors.joining(", "));
  }

  String of(CapturedSet set) {
    return "pg_temp." + names.get(set.table());
  }

  /** That a row under {@code alias} is not captured. */
  String lack(CapturedSet set, String alias) {
    return "not exists (select from %1$s g where g.part = %2$s.tableoid and g.place = %2$s.ctid)"
        .formatted(of(set), alias);
  }
}
