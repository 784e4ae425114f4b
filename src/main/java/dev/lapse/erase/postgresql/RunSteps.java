package dev.lapse.erase.postgresql;

import dev.lapse.catalog.TableName;
import dev.lapse.erase.postgresql.plan.ErasurePlan;
import dev.lapse.erase.postgresql.plan.Step;
import dev.lapse.erase.postgresql.plan.TargetSet;
import dev.lapse.erase.postgresql.plan.TargetSet.Role;
import dev.lapse.erase.postgresql.rows.CtidRange;
import dev.lapse.erase.postgresql.rows.DanglingReferences;
import dev.lapse.erase.postgresql.rows.FindRows;
import dev.lapse.erase.postgresql.rows.Jdbc;
import dev.lapse.erase.postgresql.rows.KeyTables;
import dev.lapse.erase.postgresql.rows.LargeObjects;
import dev.lapse.erase.postgresql.rows.PlannerHints;
import dev.lapse.erase.postgresql.rows.ReinsertedRows;
import dev.lapse.erase.postgresql.rows.RowSources;
import dev.lapse.erase.postgresql.rows.RowSources.Source;
import dev.lapse.erase.postgresql.rows.StoreTransaction;
import dev.lapse.erase.postgresql.rows.TableParts;
import dev.lapse.erase.postgresql.rows.WriteRows;
import dev.lapse.erase.store.ErasureIncomplete;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;

/** Carries out the steps of a plan in an open transaction. */
final class RunSteps {
  private final ErasurePlan plan;
  private final KeyTables tables;
  private final NamedParameterJdbcOperations jdbc;
  private final PlannerHints hints;
  private final RowSources sources;
  private final FindRows find;
  private final WriteRows write;
  private final DanglingReferences danglingReferences;
  private final ReinsertedRows reinserted;
  private final StoreTransaction transaction;
  private final MapSqlParameterSource parameters;
  private boolean bypassing;

  RunSteps(StoreTransaction transaction, UUID run, MapSqlParameterSource ids) {
    this.transaction = transaction;
    this.plan = transaction.plan();
    this.tables = transaction.tables();
    this.jdbc = transaction.jdbc();
    this.hints = transaction.hints();
    this.sources = transaction.sources();
    this.find = new FindRows(transaction, TableParts.WHOLE);
    this.write = new WriteRows(transaction, tables, run);
    this.danglingReferences = new DanglingReferences(transaction, tables);
    this.reinserted = new ReinsertedRows(transaction, tables);
    this.parameters = ids;
    CtidRange.ALL.addTo(parameters);
  }

  static MapSqlParameterSource ids(Collection<String> ids) {
    return new MapSqlParameterSource("ids", ids.toArray(String[]::new));
  }

  /**
   * Carries out some of the steps.
   *
   * @return rows deleted or changed
   */
  long run(Predicate<Step> wanted) {
    long rows = 0;
    for (Step step : plan.steps()) {
      if (!wanted.test(step)) {
        continue;
      }
      if (step instanceof Step.Find found) {
        find.find(found, parameters);
      } else if (step instanceof Step.FindAndWrite both) {
        rows += findAndWrite(both);
      } else {
        rows += write(step.sets());
      }
    }
    bypass(false);
    return rows;
  }

  /**
   * Ends accepted references, and proves that nothing else refers to deleted rows and that the
   * commit will refuse nothing.
   */
  void prove() {
    plan.sets().values().stream()
        .filter(plan::isDeletedAtOnce)
        .filter(set -> set.keys() != TargetSet.Keys.NONE)
        .forEach(set -> danglingReferences.endReferences(set, parameters));
    plan.sets().values().stream()
        .filter(
            set -> set.role() == Role.TRAVERSED && set.isPlaced() && !set.set().ways().isEmpty())
        .forEach(this::requireSame);
    danglingReferences.prove(set -> set.keys() != TargetSet.Keys.NONE, parameters);
    transaction.checkDeferred();
    hints.joinByIndexes(true);
    reinserted.refuse(set -> true, parameters);
  }

  private long findAndWrite(Step.FindAndWrite step) {
    Set<TableName> inside = step.sets().stream().map(TargetSet::table).collect(Collectors.toSet());
    long all = 0;
    long found = 0;
    for (TargetSet set : step.sets()) {
      find.lockShared(set, parameters);
      bypass(plan.bypasses(set));
      for (Source source : sources.sourcesOf(set)) {
        if (!step.inCircle() || source.through() == null || !inside.contains(source.through())) {
          found += write(set, source, "", 0);
        }
      }
    }
    all += found;
    for (int level = 1; step.inCircle() && found > 0; level++) {
      found = 0;
      for (TargetSet set : step.sets()) {
        bypass(plan.bypasses(set));
        for (Source source : sources.sourcesOf(set)) {
          if (source.through() != null && inside.contains(source.through())) {
            found += write(set, source, "\n  and p.level = %d".formatted(level - 1), level);
          }
        }
      }
      all += found;
    }
    step.sets().forEach(this::unlink);
    return all;
  }

  private long write(TargetSet set, Source source, String further, int level) {
    hints.find(source);
    return write.deleteFound(set, source, further, level, parameters);
  }

  /** Deletes sets together: references to them are ended first, and they must be unchanged. */
  private long write(List<TargetSet> sets) {
    for (TargetSet set : sets) {
      if (set.role() == Role.ANONYMIZED) {
        requireSame(set);
      }
      danglingReferences.refuseActing(set, parameters);
      bypass(false);
      danglingReferences.endReferences(set, parameters);
    }
    hints.joinByIndexes(true);
    bypass(sets.stream().allMatch(plan::bypasses));
    Map<String, Long> rows = write.deleteCaptured(sets);
    long all = 0;
    for (TargetSet set : sets) {
      long gone = WriteRows.rows(set, rows);
      write.requireAll(List.of(set), gone);
      all += gone;
      unlink(set);
    }
    return all;
  }

  /** Rows that stay and through which others were found must still have the same owner. */
  private void requireSame(TargetSet set) {
    hints.joinByIndexes(true);
    long moved =
        Jdbc.count(
            jdbc,
            "select count(*) from %s c where not c.taken and not exists (select from %s t where %s)"
                .formatted(tables.tableOf(set), set.rows(), set.isStill("c")),
            parameters);
    if (moved > 0) {
      throw new ErasureIncomplete(
          "%d rows of %s, through which others are found, changed meanwhile"
              .formatted(moved, set.set().name()));
    }
  }

  private void unlink(TargetSet set) {
    if (!set.set().sideEffects().largeObjects().isEmpty()) {
      hints.joinByIndexes(false);
      LargeObjects.unlink(plan, set, tables, jdbc, CtidRange.ALL);
    }
  }

  private void bypass(boolean wanted) {
    if (wanted != bypassing) {
      jdbc.getJdbcOperations()
          .execute("set local session_replication_role = " + (wanted ? "replica" : "origin"));
      bypassing = wanted;
    }
  }
}
