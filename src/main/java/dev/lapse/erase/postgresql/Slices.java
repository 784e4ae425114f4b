package dev.lapse.erase.postgresql;

import dev.lapse.erase.StillThere;
import dev.lapse.erase.postgresql.TargetSet.Role;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;

/** What is done to the rows of a large account in one transaction. */
final class Slices {
  private final ErasurePlan plan;
  private final KeyTables tables;
  private final NamedParameterJdbcOperations jdbc;
  private final PlannerHints hints;
  private final RowSources sources;
  private final WriteRows write;
  private final Proofs proofs;
  private final CheckParents parents;
  private final FindRows find;
  private final MapSqlParameterSource ids;
  private final Parts parts;

  Slices(
      ErasurePlan plan,
      StoreTransaction transaction,
      UUID run,
      MapSqlParameterSource ids,
      Parts parts) {
    this.plan = plan;
    this.tables = transaction.tables();
    this.jdbc = transaction.jdbc();
    this.hints = transaction.hints();
    this.sources = new RowSources(plan, tables);
    this.write = new WriteRows(plan, tables, jdbc, run);
    this.proofs = new Proofs(plan, tables, sources, hints, jdbc);
    this.parents = new CheckParents(plan, tables);
    this.find = new FindRows(plan, tables, sources, hints, jdbc, parts);
    this.ids = ids;
    this.parts = parts;
  }

  /** Finds the rows of sets, and keeps the keys that they name of rows found only through them. */
  void find(Step.Find step) {
    find.find(step, ids);
    step.sets().stream()
        .filter(TargetSet::isPlaced)
        .forEach(set -> CapturedKeys.keep(plan, set, tables, jdbc));
  }

  /** Rows that are still to be deleted or changed. */
  long pending(List<TargetSet> sets) {
    return sets.stream().mapToLong(set -> count(set, Range.hasPending("c"))).sum();
  }

  /** In parts too, where these are needed: counting takes its time. */
  private long count(TargetSet set, String condition) {
    long rows = 0;
    for (Range range : parts.ranges(tables.of(set), jdbc.getJdbcOperations())) {
      rows +=
          Count.of(
              jdbc,
              "select count(*) from %s c where %s".formatted(tables.of(set), condition),
              range.parameters());
    }
    return rows;
  }

  /** True if rows of the sets may refer to rows of the same sets. */
  boolean dependsOnItself(List<TargetSet> sets) {
    return sets.size() > 1 || !within(sets, sets.get(0)).isEmpty();
  }

  /** The references among sets to one of them. */
  private List<TableReference> within(List<TargetSet> sets, TargetSet to) {
    return plan.referencesTo(to.table()).stream()
        .filter(reference -> reference.declared() != null || reference.way())
        .filter(reference -> sets.stream().anyMatch(set -> set.table().equals(reference.from())))
        .toList();
  }

  /** Deletes those rows of a range to which no row of the sets refers; how many. */
  long deleteLeaves(List<TargetSet> sets, TargetSet set, Range range) {
    String leaf =
        within(sets, set).stream()
            .map(
                reference ->
                    "\n  and not exists (select from %s x where %s%s)"
                        .formatted(
                            plan.rows(reference.from()),
                            Columns.references(
                                reference, plan.row(reference.from(), "x"), set.row("t")),
                            reference.isToItself()
                                ? " and (x.tableoid, x.ctid) <> (t.tableoid, t.ctid)"
                                : ""))
            .collect(Collectors.joining());
    boolean indexed =
        within(sets, set).stream()
            .allMatch(reference -> plan.live(reference.from()).isIndexed(reference.columns()));
    long rows = delete(List.of(set), range, leaf, indexed);
    jdbc.update(
        """
        update %s c
        set place = null, pending = false
        where %s
          and not exists (select from %s t where t.ctid = c.place and t.tableoid = c.part)"""
            .formatted(tables.of(set), Range.hasPending("c"), set.rows()),
        range.parameters());
    return rows;
  }

  /** Deletes or changes a range of sets that go together; how many. */
  long delete(List<TargetSet> sets, Range range) {
    long rows = delete(sets, range, "", true);
    for (TargetSet set : sets) {
      // PostgreSQL may give their places to rows of others
      jdbc.update(
          "update %s c set place = null, pending = false where %s"
              .formatted(tables.of(set), Range.has("c")),
          range.parameters());
    }
    return rows;
  }

  private long delete(List<TargetSet> sets, Range range, String leaf, boolean indexed) {
    boolean changesParents = sets.size() > 1 || sets.get(0).role() == Role.ANONYMIZED;
    hints.joinByIndexes(true);
    if (changesParents) {
      requireSameParents(sets, range);
    }
    MapSqlParameterSource inRange = range.addTo(ids);
    for (TargetSet set : sets) {
      proofs.refuseActing(set, inRange);
      proofs.endReferences(set, inRange);
    }
    hints.joinByIndexes(indexed);
    boolean bypass = sets.stream().allMatch(plan::bypasses);
    if (bypass) {
      jdbc.getJdbcOperations().execute("set local session_replication_role = replica");
    }
    Map<String, Long> written = write.written(sets, range, leaf);
    if (bypass) {
      jdbc.getJdbcOperations().execute("set local session_replication_role = origin");
    }
    if (!changesParents) {
      requireSameParents(sets, range);
    }
    long rows = 0;
    for (TargetSet set : sets) {
      rows += written.getOrDefault(set.name(), 0L) + written.getOrDefault(set.nameOfOthers(), 0L);
    }
    if (leaf.isEmpty()) {
      requireAll(sets, range, rows);
      for (TargetSet set : sets) {
        LargeObjects.unlink(plan, set, tables, jdbc, range);
        CapturedKeys.forget(set, tables, jdbc, range);
      }
      proofs.prove(sets::contains, inRange);
      hints.joinByIndexes(true);
      new ReturnedRows(plan, tables, sources, jdbc).refuse(sets::contains, inRange);
    }
    return rows;
  }

  private void requireAll(List<TargetSet> sets, Range range, long rows) {
    long expected = 0;
    for (TargetSet set : sets) {
      expected +=
          Count.of(
              jdbc,
              "select count(*) from %s c where %s".formatted(tables.of(set), Range.hasPending("c")),
              range.parameters());
    }
    if (rows != expected) {
      throw new StillThere(
          "%d of %d rows of %s did not go as they were found: changed meanwhile, or kept by a trigger"
              .formatted(
                  expected - rows,
                  expected,
                  sets.stream().map(set -> set.set().name()).collect(Collectors.joining(", "))));
    }
  }

  private void requireSameParents(List<TargetSet> sets, Range range) {
    for (TargetSet set : sets) {
      long moved = parents.changed(set, jdbc, range);
      if (moved > 0) {
        throw new StillThere(
            "%d rows of %s, found through rows that changed meanwhile"
                .formatted(moved, set.set().name()));
      }
    }
  }

  /** Changes a range of what is changed and not deleted; to be taken back. */
  void tryChanges(List<TargetSet> sets, Range range) {
    if (sets.stream().anyMatch(set -> set.role() != Role.ANONYMIZED)) {
      sets.forEach(set -> proofs.endReferences(set, range.addTo(ids)));
      return;
    }
    hints.joinByIndexes(true);
    boolean bypass = sets.stream().allMatch(plan::bypasses);
    if (bypass) {
      jdbc.getJdbcOperations().execute("set local session_replication_role = replica");
    }
    write.written(sets, range, "");
    if (bypass) {
      jdbc.getJdbcOperations().execute("set local session_replication_role = origin");
    }
  }

  /** The pages that the written down rows of a set take, and rows per page. */
  Extent extent(TargetSet set) {
    long pages =
        Count.of(
            jdbc,
            "select pg_relation_size('%s') / current_setting('block_size')::bigint"
                .formatted(tables.of(set)));
    long rows = count(set, Range.has("c"));
    return new Extent(pages, rows / Math.max(1, pages));
  }

  /** How much room written down rows take. */
  record Extent(long pages, long rowsPerPage) {
    /** Whole pages with so many rows, or lines of one page where a page has more. */
    long linesOf(long rows) {
      return rows < rowsPerPage
          ? Math.max(1, rows)
          : rows / Math.max(1, rowsPerPage) * Range.LINES_OF_A_PAGE;
    }
  }
}
