package dev.lapse.erase.postgresql.rows;

import dev.lapse.catalog.OwnedBy;
import dev.lapse.erase.postgresql.plan.ColumnComparisons;
import dev.lapse.erase.postgresql.plan.ErasurePlan;
import dev.lapse.erase.postgresql.plan.TargetSet;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;

/**
 * Checks again the rows through which deleted rows were found: if one changed its owner since it
 * was captured, the rows below it have a new owner, too.
 */
public final class CheckParents {
  private final ErasurePlan plan;
  private final KeyTables tables;
  private final KeyTables slice;

  /**
   * Starts with nothing.
   *
   * @param slice the rows that go, of those in the tables
   */
  public CheckParents(ErasurePlan plan, KeyTables tables, KeyTables slice) {
    this.plan = plan;
    this.tables = tables;
    this.slice = slice;
  }

  /** The number of rows of a slice that were found through rows that have changed since. */
  public long changed(TargetSet set, NamedParameterJdbcOperations jdbc) {
    List<String> queries = new ArrayList<>();
    follow(List.of(set), "from %s c0".formatted(slice.tableOf(set)), queries);
    long changed = 0;
    for (String query : queries) {
      changed += Jdbc.count(jdbc, query);
    }
    return changed;
  }

  private void follow(List<TargetSet> path, String joins, List<String> queries) {
    TargetSet child = path.get(path.size() - 1);
    String own = "c" + (path.size() - 1);
    for (OwnedBy.Reference reference : child.set().ways(OwnedBy.Reference.class)) {
      TargetSet parent = plan.target(reference.parent());
      if (path.contains(parent)) {
        continue;
      }
      String alias = "c" + path.size();
      String joined =
          joins
              + "\njoin %s %s on %s"
                  .formatted(
                      tables.tableOf(parent),
                      alias,
                      ColumnComparisons.equal(
                          reference.columns(),
                          child.keys(own),
                          reference.parentColumns(),
                          parent.keys(alias)));
      queries.add(
          """
            select count(*)
            %s
            where not exists (
              select
              from %s t
              where %s
            )"""
              .formatted(joined, parent.rows(), parent.isStill(alias)));
      List<TargetSet> longer = new ArrayList<>(path);
      longer.add(parent);
      follow(longer, joined, queries);
    }
  }
}
