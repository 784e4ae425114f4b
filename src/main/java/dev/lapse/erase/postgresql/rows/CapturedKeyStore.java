package dev.lapse.erase.postgresql.rows;

import dev.lapse.catalog.ColumnExpression;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.SqlLiteral;
import dev.lapse.erase.postgresql.plan.ErasurePlan;
import dev.lapse.erase.postgresql.plan.TargetSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;

/**
 * Keys of rows that are found only through rows that refer to them. When a large account is erased
 * in several transactions, the referring rows may be gone before the others: the keys that they
 * refer to are committed to {@code lapse_store.captured} before the first of them is deleted, and
 * each stays until its row is deleted.
 */
public final class CapturedKeyStore {
  private static final String FORGET =
      """
      delete from lapse_store.captured
      where account_id = any(:ids)
      """;

  private CapturedKeyStore() {}

  /** The condition that {@code p} is the captured key of the row {@code t}. */
  static String found(TargetSet set, OwnedBy.Referrer way) {
    String joins =
        IntStream.range(0, way.columns().size())
            .mapToObj(
                i ->
                    "%s = cast(p.keys[%d] as %s)"
                        .formatted(
                            ColumnExpression.sql("t", way.columns().get(i)),
                            i + 1,
                            set.type(way.columns().get(i)).replaceAll(" collate .*", "")))
            .collect(Collectors.joining("\n  and "));
    return "p.account_id = any(:ids)\n  and p.set_name = %s\n  and p.columns = %s\n  and %s"
        .formatted(SqlLiteral.of(set.name()), columns(way.columns()), joins);
  }

  /** Records the keys that rows of a set refer to; must be committed before these are deleted. */
  public static void keep(
      ErasurePlan plan, TargetSet referrer, KeyTables tables, NamedParameterJdbcOperations jdbc) {
    for (TargetSet set : plan.sets().values()) {
      for (OwnedBy.Referrer way : set.upward()) {
        if (way.referrer().equals(referrer.table())) {
          jdbc.getJdbcOperations().execute(keep(set, way, referrer, tables));
        }
      }
    }
  }

  private static String keep(
      TargetSet set, OwnedBy.Referrer way, TargetSet referrer, KeyTables tables) {
    List<String> keys =
        way.referrerColumns().stream().map(column -> referrer.key("c", column)).toList();
    return """
    insert into lapse_store.captured (account_id, set_name, columns, keys)
    select c.account_id::text, %s, %s, array[%s]
    from %s c
    where %s
    on conflict do nothing"""
        .formatted(
            SqlLiteral.of(set.name()),
            columns(way.columns()),
            keys.stream().map(key -> key + "::text").collect(Collectors.joining(", ")),
            tables.tableOf(referrer),
            referrer.leadsUp("c", way));
  }

  /**
   * Removes the keys of rows that are deleted in this transaction. Each is looked up by the primary
   * key: the planner, which knows the size of neither table, might compare all rows with all.
   */
  public static void forget(
      TargetSet set, KeyTables tables, NamedParameterJdbcOperations jdbc, CtidRange ctidRange) {
    for (OwnedBy.Referrer way : set.upward()) {
      jdbc.update(
          """
          delete from lapse_store.captured
          where ctid = any(array(
            select (
              select k.ctid
              from lapse_store.captured k
              where k.account_id = c.account_id::text
                and k.set_name = %s
                and k.columns = %s
                and k.keys = array[%s]
            )
            from %s c
            where %s
          ))"""
              .formatted(
                  SqlLiteral.of(set.name()),
                  columns(way.columns()),
                  way.columns().stream()
                      .map(column -> set.key("c", column) + "::text")
                      .collect(Collectors.joining(", ")),
                  tables.tableOf(set),
                  CtidRange.has("c")),
          ctidRange.parameters());
    }
  }

  /** Removes the keys of accounts that have nothing left. */
  public static void forget(NamedParameterJdbcOperations jdbc, MapSqlParameterSource ids) {
    jdbc.update(FORGET, ids);
  }

  private static String columns(List<String> columns) {
    return SqlLiteral.of(String.join(",", columns));
  }
}
