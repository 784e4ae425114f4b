package dev.lapse.erase.postgresql.rows;

import dev.lapse.catalog.ColumnExpression;
import dev.lapse.catalog.TableName;
import dev.lapse.erase.postgresql.plan.ErasurePlan;
import dev.lapse.erase.postgresql.plan.Step;
import dev.lapse.erase.postgresql.plan.TableReference;
import dev.lapse.erase.postgresql.plan.TargetSet;
import dev.lapse.erase.postgresql.rows.RowSources.Source;
import dev.lapse.erase.store.ErasureIncomplete;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;

/** Finds rows and captures them with their positions, before any of them is deleted. */
public final class FindRows {
  private static final String PREVIOUS = "\n  and p.level = :level - 1";

  private final ErasurePlan plan;
  private final KeyTables tables;
  private final RowSources sources;
  private final PlannerHints hints;
  private final NamedParameterJdbcOperations jdbc;
  private final TableParts tableParts;

  /**
   * @param tableParts the parts in which tables are searched
   */
  public FindRows(StoreTransaction transaction, TableParts tableParts) {
    this.tableParts = tableParts;
    this.plan = transaction.plan();
    this.tables = transaction.tables();
    this.sources = transaction.sources();
    this.hints = transaction.hints();
    this.jdbc = transaction.jdbc();
  }

  /**
   * Captures the rows of sets; in a cycle level by level, until no more are found. If some are
   * referred to by rows that stay, all are found again without looking upward to these.
   */
  public void find(Step.Find step, MapSqlParameterSource ids) {
    List<TargetSet> sets = step.sets().stream().filter(TargetSet::isPlaced).toList();
    capture(step, sets, false, ids);
    boolean struck = false;
    while (strikeOut(sets, ids)) {
      struck = true;
      remove(sets, "level >= 0");
      capture(step, sets, true, ids);
    }
    if (struck) {
      sets.forEach(set -> requireKept(set, ids));
      remove(sets, "level = " + RowSources.STRUCK_OUT);
    }
  }

  /** A referring row that was changed after it was captured looked like one of others. */
  private void requireKept(TargetSet set, MapSqlParameterSource ids) {
    List<TableReference> keeping = plan.decidedLast(set);
    if (keeping.isEmpty() || plan.mode() == ErasurePlan.Mode.LOOKING) {
      return;
    }
    hints.joinByIndexes(keeping.stream().allMatch(plan::isIndexed));
    long free = Jdbc.count(jdbc, sources.struckOutForNothing(set, keeping), ids);
    if (free > 0) {
      throw new ErasureIncomplete(
          "%d rows of %s, to which rows referred that changed meanwhile"
              .formatted(free, set.set().name()));
    }
  }

  private void remove(List<TargetSet> sets, String which) {
    sets.forEach(
        set ->
            jdbc.getJdbcOperations()
                .update("delete from %s where %s".formatted(tables.tableOf(set), which)));
  }

  private void capture(
      Step.Find step, List<TargetSet> sets, boolean again, MapSqlParameterSource ids) {
    Set<TableName> inside = sets.stream().map(TargetSet::table).collect(Collectors.toSet());
    long found = 0;
    for (TargetSet set : sets) {
      lockShared(set, ids);
      boolean mayBeKnown = again;
      for (Source source : sources.sourcesOf(set)) {
        if (!step.inCircle() || source.through() == null || !inside.contains(source.through())) {
          found += find(set, source, "", mayBeKnown, ids.addValue("level", 0));
          mayBeKnown = true;
        }
      }
    }
    for (int level = 1; step.inCircle() && found > 0; level++) {
      found = 0;
      ids.addValue("level", level);
      for (TargetSet set : sets) {
        lockShared(set, PREVIOUS, ids);
        for (Source source : sources.sourcesOf(set)) {
          if (source.through() != null && inside.contains(source.through())) {
            found += find(set, source, PREVIOUS, true, ids);
          }
        }
      }
    }
  }

  /** True if there were rows to which others refer that stay. */
  private boolean strikeOut(List<TargetSet> sets, MapSqlParameterSource ids) {
    boolean any = false;
    long struck = 1;
    while (struck > 0) {
      struck = 0;
      for (TargetSet set : sets) {
        List<TableReference> keeping = plan.decidedLast(set);
        if (!keeping.isEmpty()) {
          hints.joinByIndexes(keeping.stream().allMatch(plan::isIndexed));
          for (String part : tableParts.conditions(set, jdbc.getJdbcOperations())) {
            struck += jdbc.update(sources.strikeOut(set, keeping) + part, ids);
          }
        }
      }
      any |= struck > 0;
    }
    return any;
  }

  private long find(
      TargetSet set,
      Source source,
      String further,
      boolean mayBeKnown,
      MapSqlParameterSource parameters) {
    hints.joinByIndexes(source.indexed());
    long found = 0;
    for (String part : tableParts.conditions(set, jdbc.getJdbcOperations())) {
      found +=
          jdbc.update(
              insert(set, source)
                  + "\nwhere "
                  + source.where()
                  + further
                  + part
                  + (mayBeKnown ? "\n  and " + sources.isNotWrittenDown(set, source) : "")
                  + (isLocked(set) ? "\nfor update of t" : ""),
              parameters);
    }
    return found;
  }

  private String insert(TargetSet set, Source source) {
    String pending =
        switch (set.role()) {
          case ERASED -> "true";
          case ANONYMIZED ->
              source.taken() + " or " + new Anonymization(set).isToBeChanged(source.account());
          case TRAVERSED -> source.taken();
        };
    return """
    insert into %s (account_id, taken, level, part, place, pending%s)
    select %s, %s, :level, t.tableoid, t.ctid, %s%s
    %s"""
        .formatted(
            tables.tableOf(set),
            keys(set),
            source.account(),
            source.taken(),
            pending,
            set.columns().stream()
                .map(column -> ", " + ColumnExpression.sql("t", column))
                .collect(Collectors.joining()),
            source.from(set));
  }

  static String keys(TargetSet set) {
    return IntStream.range(0, set.columns().size())
        .mapToObj(index -> ", k" + index)
        .collect(Collectors.joining());
  }

  /**
   * Where PostgreSQL would act on referring rows, no new reference may be added. The rows of
   * accounts that come from this store are not locked before the point of no return, where another
   * transaction locks them.
   */
  private boolean isLocked(TargetSet set) {
    return plan.mode() != ErasurePlan.Mode.LOOKING
        && plan.mode() != ErasurePlan.Mode.IN_SLICES
        && plan.deletes(set)
        && !(plan.accountsLast() && plan.isAccounts(set))
        && !plan.bypasses(set)
        && plan.referencesTo(set.table()).stream().anyMatch(TableReference::actsOnReferrer);
  }

  /** The erasure of another account with the same rows waits; the last one deletes them. */
  public void lockShared(TargetSet set, MapSqlParameterSource ids) {
    lockShared(set, "", ids);
  }

  private void lockShared(TargetSet set, String further, MapSqlParameterSource ids) {
    if (plan.mode() == ErasurePlan.Mode.LOOKING || !plan.changes(set)) {
      return;
    }
    for (Source shared : sources.shared(set)) {
      if (further.isEmpty() || shared.through() != null) {
        hints.joinByIndexes(shared.indexed());
        Jdbc.count(jdbc, RowSources.lock(set, shared, further), ids);
      }
    }
  }
}
