package dev.lapse.erase.postgresql.rows;

import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.TableName;
import dev.lapse.erase.postgresql.plan.ErasurePlan;
import dev.lapse.erase.postgresql.plan.TableReference;
import dev.lapse.erase.postgresql.plan.TargetSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;

/**
 * The rows of one slice: copies of captured rows, so that all statements of a slice work on exactly
 * these.
 */
public final class SliceRows {
  private final ErasurePlan plan;
  private final KeyTables tables;
  private final KeyTables slice;
  private final PlannerHints hints;
  private final NamedParameterJdbcOperations jdbc;

  public SliceRows(StoreTransaction transaction) {
    this.plan = transaction.plan();
    this.tables = transaction.tables();
    this.slice = tables.ofSlice();
    this.hints = transaction.hints();
    this.jdbc = transaction.jdbc();
  }

  /** Copies all rows of a range, and returns their number. */
  public long take(TargetSet set, CtidRange ctidRange) {
    return take(set, "where c.place is not null\n  and " + CtidRange.has("c"), ctidRange);
  }

  /** Copies the rows of a range to which no row of sets refers, and returns their number. */
  public long takeLeaves(List<TargetSet> sets, TargetSet set, CtidRange ctidRange) {
    List<TableReference> within = within(sets, set);
    hints.joinByIndexes(within.stream().allMatch(plan::isIndexed));
    String leaf =
        within.stream()
            .map(reference -> isNotReferredTo(set, reference))
            .collect(Collectors.joining());
    return take(
        set,
        "join %s t on %s\nwhere %s%s"
            .formatted(set.rows(), set.isStill("c"), CtidRange.hasPending("c"), leaf),
        ctidRange);
  }

  private String isNotReferredTo(TargetSet set, TableReference reference) {
    return "\n  and not exists (select %s%s)"
        .formatted(
            plan.referrers(reference, set),
            reference.isToItself() ? " and (x.tableoid, x.ctid) <> (t.tableoid, t.ctid)" : "");
  }

  private long take(TargetSet set, String which, CtidRange ctidRange) {
    String own = slice.tableOf(set);
    if (Jdbc.count(jdbc, "select count(*) from (select from %s limit 1) taken".formatted(own))
        > 0) {
      // what is only tried has no commit that would have emptied it
      jdbc.getJdbcOperations().execute("truncate " + own);
    }
    return jdbc.update(
        "insert into %s\nselect c.*\nfrom %s c\n%s".formatted(own, tables.tableOf(set), which),
        ctidRange.parameters());
  }

  /** Clears the positions of deleted rows, which PostgreSQL may reuse for rows of others. */
  public void strikeOut(TargetSet set, CtidRange ctidRange) {
    hints.joinByIndexes(false);
    jdbc.update(
        """
        update %s c
        set place = null, pending = false
        from %s s
        where s.part = c.part
          and s.place = c.place
          and %s"""
            .formatted(tables.tableOf(set), slice.tableOf(set), CtidRange.has("c")),
        ctidRange.parameters());
  }

  /** True if rows of the sets may refer to rows of the same sets. */
  public boolean referToEachOther(List<TargetSet> sets) {
    return sets.size() > 1 || !within(sets, sets.get(0)).isEmpty();
  }

  /** The references among sets to one of them. */
  private List<TableReference> within(List<TargetSet> sets, TargetSet to) {
    return plan.referencesTo(to.table()).stream()
        .filter(reference -> sets.stream().anyMatch(set -> set.table().equals(reference.from())))
        .toList();
  }

  /**
   * For sets that are found through each other: the number of changed rows among those through
   * which rows of the slice may have been found.
   */
  public long changedAncestors(List<TargetSet> sets, TargetSet set, TableParts tableParts) {
    if (!areFoundThroughEachOther(sets)) {
      return 0;
    }
    hints.joinByIndexes(true);
    long changed = 0;
    for (TargetSet ancestors : sets) {
      String moved =
          """
          c.place is not null
            and c.level < (select max(s.level) from %s s)
            and not exists (select from %s t where %s)
            and %s"""
              .formatted(
                  slice.tableOf(set), ancestors.rows(), ancestors.isStill("c"), CtidRange.has("c"));
      changed += count(ancestors, moved, tableParts);
    }
    return changed;
  }

  private static boolean areFoundThroughEachOther(List<TargetSet> sets) {
    Set<TableName> inside = sets.stream().map(TargetSet::table).collect(Collectors.toSet());
    return sets.stream()
        .flatMap(set -> set.set().ways(OwnedBy.Reference.class).stream())
        .anyMatch(reference -> inside.contains(reference.parent()));
  }

  /** The number of captured rows of a set; counted in parts if it takes too long at once. */
  public long count(TargetSet set, String condition, TableParts tableParts) {
    long rows = 0;
    for (CtidRange ctidRange : tableParts.ranges(tables.tableOf(set), jdbc.getJdbcOperations())) {
      rows +=
          Jdbc.count(
              jdbc,
              "select count(*) from %s c where %s".formatted(tables.tableOf(set), condition),
              ctidRange.parameters());
    }
    return rows;
  }
}
