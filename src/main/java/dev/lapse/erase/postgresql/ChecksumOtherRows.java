package dev.lapse.erase.postgresql;

import dev.lapse.catalog.TableName;
import dev.lapse.catalog.live.StoreSchema;
import dev.lapse.catalog.live.StoreUnreachable;
import dev.lapse.erase.postgresql.plan.ErasurePlan;
import dev.lapse.erase.postgresql.rows.StoreTransaction;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.BadSqlGrammarException;

/** Counts and checksums, table by table, all rows that are not captured. */
final class ChecksumOtherRows {
  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  private final ErasurePlan plan;
  private final StoreTransaction transaction;

  ChecksumOtherRows(StoreTransaction transaction) {
    this.plan = transaction.plan();
    this.transaction = transaction;
  }

  /** The number of rows and a checksum of their texts that does not depend on their order. */
  Map<TableName, String> checksum(Collection<String> ids) {
    PreviewRows look = new PreviewRows(transaction);
    look.find(ids);
    Map<TableName, String> sums = new TreeMap<>();
    for (StoreSchema.Table table : plan.schema().tables().values()) {
      String others =
          plan.set(table.name())
              .map(set -> "where " + transaction.sources().isOfOthers(set, "t"))
              .orElse("");
      sums.put(table.name(), sum(table, others, ids));
    }
    return sums;
  }

  private String sum(StoreSchema.Table table, String others, Collection<String> ids) {
    try {
      return String.valueOf(
          transaction
              .jdbc()
              .queryForObject(
                  """
              select count(*) || ' rows, checksum ' || coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)
              from %s t
              %s"""
                      .formatted(table.rows(), others),
                  RunSteps.ids(ids),
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
