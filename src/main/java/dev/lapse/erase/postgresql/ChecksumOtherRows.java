package dev.lapse.erase.postgresql;

import dev.lapse.catalog.Identifier;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.live.StoreSchema;
import dev.lapse.catalog.live.StoreUnreachable;
import dev.lapse.erase.postgresql.plan.ErasurePlan;
import dev.lapse.erase.postgresql.plan.TableReference;
import dev.lapse.erase.postgresql.plan.TargetSet;
import dev.lapse.erase.postgresql.rows.RowSources;
import dev.lapse.erase.postgresql.rows.StoreTransaction;
import dev.lapse.sql.SqlState;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.jdbc.BadSqlGrammarException;

/**
 * Counts and checksums, table by table, all rows that the erasure leaves, with the values that they
 * have once it has ended the references that the catalog accepts to end.
 */
final class ChecksumOtherRows {

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
              .filter(plan::changes)
              .filter(set -> !losesItsOwner(set))
              .map(set -> "where " + transaction.sources().isOfOthers(set, "t"))
              .orElse("");
      sums.put(table.name(), sum(table, others, ids));
    }
    return sums;
  }

  /** Anonymized rows whose only path is ended: after the erasure nothing says whose they were. */
  private boolean losesItsOwner(TargetSet set) {
    return set.role() == TargetSet.Role.ANONYMIZED
        && !plan.isTakenAlong(set)
        && plan.references().stream()
            .anyMatch(
                reference ->
                    reference.from().equals(set.table()) && reference.way() && reference.isEnded());
  }

  /**
   * Captured rows are gone after the erasure; then this is the row as it is. Columns that are
   * anonymized in rows that lose their owner are not compared.
   */
  private String rowOnceErased(StoreSchema.Table table) {
    Map<String, List<TableReference>> ended = new TreeMap<>();
    plan.references().stream()
        .filter(reference -> reference.from().equals(table.name()) && reference.isEnded())
        .filter(reference -> plan.set(reference.to()).filter(plan::deletes).isPresent())
        .filter(reference -> plan.target(reference.to()).isPlaced())
        .forEach(
            reference ->
                reference
                    .ends()
                    .forEach(
                        column ->
                            ended
                                .computeIfAbsent(column, any -> new ArrayList<>())
                                .add(reference)));
    if (ended.isEmpty()) {
      return "t";
    }
    PlanChanges changes = new PlanChanges(transaction);
    Set<String> anonymized =
        plan.set(table.name())
            .filter(this::losesItsOwner)
            .map(set -> set.set().anonymize().keySet())
            .orElse(Set.of());
    return table.columns().stream()
        .map(column -> valueOnceErased(column.name(), ended, anonymized, changes))
        .collect(Collectors.joining(", ", "row(", ")"));
  }

  private String valueOnceErased(
      String column,
      Map<String, List<TableReference>> ended,
      Set<String> anonymized,
      PlanChanges changes) {
    String value = "t." + Identifier.quote(column);
    if (anonymized.contains(column)) {
      return "null";
    }
    for (TableReference reference : ended.getOrDefault(column, List.of())) {
      String becomes = changes.ended(reference, column);
      if (becomes == null) {
        return "null"; // it would have to be computed: the column is not compared
      }
      TargetSet to = plan.target(reference.to());
      RowSources sources = transaction.sources();
      value =
          "case when exists (select from %s c where %s%s and c.pending%s) then %s else %s end"
              .formatted(
                  transaction.tables().tableOf(to),
                  sources.references(reference, "t", to, "c"),
                  sources.goes(to, "c"),
                  sources.isEndedIn(reference, "t"),
                  becomes,
                  value);
    }
    return value;
  }

  private String sum(StoreSchema.Table table, String others, Collection<String> ids) {
    try {
      return String.valueOf(
          transaction
              .jdbc()
              .queryForObject(
                  """
              select count(*) || ' rows, checksum ' || coalesce(sum(hashtextextended(%s::text, 0)::numeric), 0)
              from %s t
              %s"""
                      .formatted(rowOnceErased(table), table.rows(), others),
                  RunSteps.ids(ids),
                  String.class));
    } catch (BadSqlGrammarException refused) {
      if (!(refused.getCause() instanceof SQLException cause)
          || !SqlState.isMissingRight(cause.getSQLState())) {
        throw refused;
      }
      throw new StoreUnreachable(
          "store '%s': --paranoid compares every table, and the role may not read %s; let it, on this copy: grant pg_read_all_data"
              .formatted(plan.store().name(), table.name()),
          refused);
    }
  }
}
