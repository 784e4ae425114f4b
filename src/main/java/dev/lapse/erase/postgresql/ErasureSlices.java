package dev.lapse.erase.postgresql;

import dev.lapse.erase.postgresql.plan.ErasurePlan;
import dev.lapse.erase.postgresql.plan.Step;
import dev.lapse.erase.postgresql.plan.TargetSet;
import dev.lapse.erase.postgresql.plan.TargetSet.Role;
import dev.lapse.erase.postgresql.rows.CapturedKeyStore;
import dev.lapse.erase.postgresql.rows.CheckParents;
import dev.lapse.erase.postgresql.rows.CtidRange;
import dev.lapse.erase.postgresql.rows.DanglingReferences;
import dev.lapse.erase.postgresql.rows.FindRows;
import dev.lapse.erase.postgresql.rows.Jdbc;
import dev.lapse.erase.postgresql.rows.KeyTables;
import dev.lapse.erase.postgresql.rows.LargeObjects;
import dev.lapse.erase.postgresql.rows.PlannerHints;
import dev.lapse.erase.postgresql.rows.ReinsertedRows;
import dev.lapse.erase.postgresql.rows.SliceRows;
import dev.lapse.erase.postgresql.rows.StoreTransaction;
import dev.lapse.erase.postgresql.rows.TableParts;
import dev.lapse.erase.postgresql.rows.WriteRows;
import dev.lapse.erase.store.ErasureIncomplete;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;

/** The actions on the rows of a large account in one transaction. */
final class ErasureSlices {
  private final ErasurePlan plan;
  private final KeyTables tables;
  private final KeyTables slice;
  private final NamedParameterJdbcOperations jdbc;
  private final PlannerHints hints;
  private final ReinsertedRows reinserted;
  private final SliceRows rows;
  private final WriteRows write;
  private final DanglingReferences danglingReferences;
  private final CheckParents parents;
  private final FindRows find;
  private final MapSqlParameterSource parameters;
  private final TableParts tableParts;

  ErasureSlices(
      StoreTransaction transaction, UUID run, MapSqlParameterSource ids, TableParts tableParts) {
    this.plan = transaction.plan();
    this.tables = transaction.tables();
    this.jdbc = transaction.jdbc();
    this.hints = transaction.hints();
    this.slice = tables.ofSlice();
    this.rows = new SliceRows(transaction);
    this.write = new WriteRows(transaction, slice, run);
    this.danglingReferences = new DanglingReferences(transaction, slice);
    this.reinserted = new ReinsertedRows(transaction, slice);
    this.parents = new CheckParents(plan, tables, slice);
    this.find = new FindRows(transaction, tableParts);
    this.parameters = CtidRange.ALL.addTo(ids);
    this.tableParts = tableParts;
  }

  /** Finds the rows of sets, and keeps the keys that they name of rows found only through them. */
  void find(Step.Find step) {
    find.find(step, parameters);
    step.sets().stream()
        .filter(TargetSet::isPlaced)
        .forEach(set -> CapturedKeyStore.keep(plan, set, tables, jdbc));
  }

  /** True if rows of the sets may refer to rows of the same sets. */
  boolean dependsOnItself(List<TargetSet> sets) {
    return rows.referToEachOther(sets);
  }

  /** Rows that are still to be deleted or changed. */
  long pending(List<TargetSet> sets) {
    return sets.stream()
        .mapToLong(set -> rows.count(set, CtidRange.hasPending("c"), tableParts))
        .sum();
  }

  /** Deletes or changes a range of sets that belong together, and returns the number of rows. */
  long delete(List<TargetSet> sets, CtidRange ctidRange) {
    long taken = sets.stream().mapToLong(set -> rows.take(set, ctidRange)).sum();
    return taken == 0 ? 0 : deleteTaken(sets, ctidRange);
  }

  /** Deletes the rows of a range to which no row of the sets refers, and returns their number. */
  long deleteLeaves(List<TargetSet> sets, TargetSet set, CtidRange ctidRange) {
    if (rows.takeLeaves(sets, set, ctidRange) == 0) {
      return 0;
    }
    long gone = deleteTaken(List.of(set), ctidRange);
    long moved = rows.changedAncestors(sets, set, tableParts);
    if (moved > 0) {
      throw new ErasureIncomplete(
          "%d rows of %s, through which others are found, changed meanwhile"
              .formatted(moved, names(sets)));
    }
    return gone;
  }

  private long deleteTaken(List<TargetSet> sets, CtidRange ctidRange) {
    boolean changesParents = sets.size() > 1 || sets.get(0).role() == Role.ANONYMIZED;
    hints.joinByIndexes(true);
    if (changesParents) {
      requireSameParents(sets);
    }
    for (TargetSet set : sets) {
      danglingReferences.refuseActing(set, parameters);
      danglingReferences.endReferences(set, parameters);
    }
    hints.joinByIndexes(true);
    long gone = write(sets);
    if (!changesParents) {
      requireSameParents(sets);
    }
    write.requireAll(sets, gone);
    for (TargetSet set : sets) {
      LargeObjects.unlink(plan, set, slice, jdbc, CtidRange.ALL);
      CapturedKeyStore.forget(set, slice, jdbc, CtidRange.ALL);
    }
    danglingReferences.prove(sets::contains, parameters);
    hints.joinByIndexes(true);
    reinserted.refuse(sets::contains, parameters);
    sets.forEach(set -> rows.strikeOut(set, ctidRange));
    return gone;
  }

  private long write(List<TargetSet> sets) {
    boolean bypass = sets.stream().allMatch(plan::bypasses);
    if (bypass) {
      jdbc.getJdbcOperations().execute("set local session_replication_role = replica");
    }
    Map<String, Long> written = write.deleteCaptured(sets);
    if (bypass) {
      jdbc.getJdbcOperations().execute("set local session_replication_role = origin");
    }
    return sets.stream().mapToLong(set -> WriteRows.rows(set, written)).sum();
  }

  private static String names(List<TargetSet> sets) {
    return sets.stream().map(set -> set.set().name()).collect(Collectors.joining(", "));
  }

  private void requireSameParents(List<TargetSet> sets) {
    for (TargetSet set : sets) {
      long moved = parents.changed(set, jdbc);
      if (moved > 0) {
        throw new ErasureIncomplete(
            "%d rows of %s, found through rows that changed meanwhile"
                .formatted(moved, set.set().name()));
      }
    }
  }

  /** Updates a range of the anonymized rows; to be rolled back. */
  void tryChanges(List<TargetSet> sets, CtidRange ctidRange) {
    sets.forEach(set -> rows.take(set, ctidRange));
    if (sets.stream().anyMatch(set -> set.role() != Role.ANONYMIZED)) {
      sets.forEach(set -> danglingReferences.endReferences(set, parameters));
      return;
    }
    hints.joinByIndexes(true);
    write(sets);
  }

  /** The pages of the captured rows of a set, and rows per page. */
  Extent extent(TargetSet set) {
    long pages =
        Jdbc.count(
            jdbc,
            "select pg_relation_size('%s') / current_setting('block_size')::bigint"
                .formatted(tables.tableOf(set)));
    long found = rows.count(set, CtidRange.has("c"), tableParts);
    return new Extent(pages, found / Math.max(1, pages));
  }

  /** The space that captured rows take. */
  record Extent(long pages, long rowsPerPage) {
    /** Whole pages with this many rows, or rows of one page if it has more. */
    long linesOf(long rows) {
      return rows < rowsPerPage
          ? Math.max(1, rows)
          : rows / Math.max(1, rowsPerPage) * CtidRange.LINES_OF_A_PAGE;
    }
  }
}
