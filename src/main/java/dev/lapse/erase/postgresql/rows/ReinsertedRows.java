package dev.lapse.erase.postgresql.rows;

import dev.lapse.catalog.Identifier;
import dev.lapse.erase.postgresql.plan.ErasurePlan;
import dev.lapse.erase.postgresql.plan.TargetSet;
import dev.lapse.erase.store.ErasureIncomplete;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;

/**
 * Finds deleted rows that a trigger restored. If a row was found only through another, nothing
 * leads to it once that one is deleted, so no later count would find it.
 */
public final class ReinsertedRows {
  private final ErasurePlan plan;
  private final KeyTables tables;
  private final RowSources sources;
  private final NamedParameterJdbcOperations jdbc;

  /**
   * @param tables captured rows: all of them, or a slice
   */
  public ReinsertedRows(StoreTransaction transaction, KeyTables tables) {
    this.plan = transaction.plan();
    this.tables = tables;
    this.sources = transaction.sources();
    this.jdbc = transaction.jdbc();
  }

  /**
   * Looks for them by their primary keys.
   *
   * @param gone the sets whose rows are searched
   * @throws ErasureIncomplete if there are some
   */
  public void refuse(Predicate<TargetSet> gone, MapSqlParameterSource parameters) {
    plan.sets().values().stream()
        .filter(TargetSet::isOwnedByReferrers)
        .filter(set -> set.isPlaced() && plan.deletes(set))
        .filter(set -> !set.live().primaryKey().isEmpty())
        .filter(set -> set.columns().containsAll(set.live().primaryKey()))
        .filter(gone)
        .forEach(set -> refuse(set, parameters));
  }

  private void refuse(TargetSet set, MapSqlParameterSource parameters) {
    List<String> key = set.live().primaryKey();
    long returned =
        Jdbc.count(
            jdbc,
            "select count(*) from %s c join %s t on %s where %s%s"
                .formatted(
                    tables.tableOf(set),
                    set.rows(),
                    key.stream()
                        .map(
                            name ->
                                "t.%s = %s".formatted(Identifier.quote(name), set.key("c", name)))
                        .collect(Collectors.joining(" and ")),
                    CtidRange.hasPending("c"),
                    sources.goes(set, "c")),
            parameters);
    if (returned > 0) {
      throw new ErasureIncomplete(
          "%d rows of %s are there again after they were deleted"
              .formatted(returned, set.set().name()));
    }
  }
}
