package dev.lapse.erase.postgresql;

import dev.lapse.catalog.Identifier;
import dev.lapse.erase.StillThere;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;

/** Large objects go with the rows that name them. */
final class LargeObjects {
  private LargeObjects() {}

  /**
   * Removes those of a range of captured rows, once these are gone; one that another row names
   * stays with that row.
   *
   * @throws StillThere if one stays that no row names
   */
  static void unlink(
      StorePlan plan,
      CapturedSet set,
      TemporaryTables tables,
      NamedParameterJdbcOperations jdbc,
      Range range) {
    for (String column : set.set().further().largeObjects()) {
      String named =
          """
          from pg_largeobject_metadata o
          where o.oid in (
            select %s
            from %s c
            where %s
          )%s"""
              .formatted(
                  set.captured("c", column),
                  tables.of(set),
                  Range.hasPending("c"),
                  namedElsewhere(plan));
      Count.of(jdbc, "select count(lo_unlink(o.oid)) " + named, range.parameters());
      long left = Count.of(jdbc, "select count(*) " + named, range.parameters());
      if (left > 0) {
        throw new StillThere("%d large objects of %s".formatted(left, set.set().name()));
      }
    }
  }

  private static String namedElsewhere(StorePlan plan) {
    return plan.largeObjects().entrySet().stream()
        .flatMap(
            table ->
                table.getValue().stream()
                    .map(
                        column ->
                            "\n  and not exists (select from %s x where x.%s = o.oid)"
                                .formatted(plan.rows(table.getKey()), Identifier.quote(column))))
        .collect(Collectors.joining());
  }
}
