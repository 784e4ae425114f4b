package dev.lapse.erase.postgresql;

import dev.lapse.catalog.StoreSchema;
import dev.lapse.catalog.StoreUnreachable;
import dev.lapse.catalog.TableName;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;

/** Counts and sums up, table by table, all rows that are not captured. */
final class SumNeighbours {
  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  private final StorePlan plan;
  private final TemporaryTables tables;

  SumNeighbours(StorePlan plan, TemporaryTables tables) {
    this.plan = plan;
    this.tables = tables;
  }

  /** A number of rows and a checksum of their texts, which does not depend on their order. */
  Map<TableName, String> of(NamedParameterJdbcOperations jdbc) {
    Map<TableName, String> sums = new TreeMap<>();
    for (StoreSchema.Table table : plan.schema().tables().values()) {
      String others =
          plan.set(table.name()).map(set -> "where " + tables.lack(set, "t")).orElse("");
      sums.put(table.name(), sum(jdbc, table, others));
    }
    return sums;
  }

  private String sum(NamedParameterJdbcOperations jdbc, StoreSchema.Table table, String others) {
    try {
      return String.valueOf(
          jdbc.queryForObject(
              """
              select count(*) || ' rows, checksum ' || coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)
              from %s t
              %s"""
                  .formatted(table.rows(), others),
              Map.of(),
              String.class));
    } catch (BadSqlGrammarException refused) {
      if (!(refused.getCause() instanceof SQLException cause)
          || !INSUFFICIENT_PRIVILEGE.equals(cause.getSQLState())) {
        throw refused;
      }
      throw new StoreUnreachable(
          "store '%s': --paranoid compares every table, and the role may not read %s; let it, on this copy: grant pg_read_all_data"
              .formatted(plan.store().name(), table.name()),
          refused);
    }
  }
}
