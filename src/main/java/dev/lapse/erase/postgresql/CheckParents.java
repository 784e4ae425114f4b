package dev.lapse.erase.postgresql;

import dev.lapse.catalog.OwnedBy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;

/**
 * Looks again at the rows through which deleted rows were found: one that changed its owner since
 * it was captured takes what hangs on it along to the new one.
 */
final class CheckParents {
  private final StorePlan plan;
  private final TemporaryTables tables;

  CheckParents(StorePlan plan, TemporaryTables tables) {
    this.plan = plan;
    this.tables = tables;
  }

  /**
   * How many rows of a range hang on rows that are not any more as they were captured.
   *
   * @param deletedToo true if parents that are erased go in the same transaction, which fails by
   *     itself if they changed
   */
  long changed(
      CapturedSet set,
      boolean deletedToo,
      NamedParameterJdbcOperations jdbc,
      String from,
      String before) {
    List<String> queries = new ArrayList<>();
    follow(List.of(set), "from %s c0".formatted(tables.of(set)), deletedToo, queries);
    long changed = 0;
    for (String query : queries) {
      Long rows = jdbc.queryForObject(query, FindSurvivors.range(from, before), Long.class);
      changed += rows == null ? 0 : rows;
    }
    return changed;
  }

  private void follow(
      List<CapturedSet> path, String joins, boolean deletedToo, List<String> queries) {
    CapturedSet child = path.get(path.size() - 1);
    String own = "c" + (path.size() - 1);
    for (OwnedBy way : child.set().ways()) {
      if (!(way instanceof OwnedBy.Reference reference)) {
        continue;
      }
      CapturedSet parent = plan.captured(reference.parent());
      if (path.contains(parent)) {
        continue;
      }
      String alias = "c" + path.size();
      String joined =
          joins
              + "\njoin %s %s on %s"
                  .formatted(
                      tables.of(parent),
                      alias,
                      IntStream.range(0, reference.columns().size())
                          .mapToObj(i -> equal(child, own, parent, alias, reference, i))
                          .collect(Collectors.joining(" and ")));
      if (!deletedToo || parent.role() != CapturedSet.Role.ERASED) {
        queries.add(
            """
            select count(*)
            %s
            where c0.ctid >= cast(:from as tid)
              and c0.ctid < cast(:before as tid)
              and not exists (
                select
                from %s t
                where %s
              )"""
                .formatted(joined, parent.rows(), parent.isStill(alias)));
      }
      List<CapturedSet> longer = new ArrayList<>(path);
      longer.add(parent);
      follow(longer, joined, deletedToo, queries);
    }
  }

  private static String equal(
      CapturedSet child,
      String own,
      CapturedSet parent,
      String alias,
      OwnedBy.Reference way,
      int i) {
    return Columns.equal(
        child.captured(own, way.columns().get(i)),
        child.type(way.columns().get(i)),
        parent.captured(alias, way.parentColumns().get(i)),
        parent.type(way.parentColumns().get(i)));
  }
}
