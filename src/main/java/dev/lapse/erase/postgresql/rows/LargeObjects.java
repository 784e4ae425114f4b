package dev.lapse.erase.postgresql.rows;

import dev.lapse.catalog.Identifier;
import dev.lapse.erase.postgresql.plan.ErasurePlan;
import dev.lapse.erase.postgresql.plan.TargetSet;
import dev.lapse.erase.store.ErasureIncomplete;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;

/** Removes large objects with the rows that refer to them. */
public final class LargeObjects {
  /** The owners of a column's large objects that the role may not remove: only the owner may. */
  private static final String OWNED_BY_OTHERS =
      """
      with other as materialized (
        select lomowner
        from (select distinct lomowner from pg_largeobject_metadata) owner
        where not pg_has_role(lomowner, 'usage')
          and current_setting('lo_compat_privileges') = 'off'
      )
      select distinct pg_get_userbyid(o.lomowner)::text
      from pg_largeobject_metadata o
      where o.lomowner in (select lomowner from other)
        and exists (select from %s x where x.%s = o.oid)
      order by 1
      """;

  private LargeObjects() {}

  /** The rights that the role lacks to remove the large objects of erased rows. */
  public static List<String> missing(
      ErasurePlan plan, String role, NamedParameterJdbcOperations jdbc) {
    List<String> missing = new ArrayList<>();
    for (TargetSet set : plan.sets().values()) {
      for (String column : set.set().sideEffects().largeObjects()) {
        boolean goes =
            switch (set.role()) {
              case ERASED -> true;
              case ANONYMIZED -> set.set().anonymize().containsKey(column);
              case TRAVERSED -> false;
            };
        if (!goes) {
          continue;
        }
        jdbc.getJdbcOperations()
            .queryForList(
                OWNED_BY_OTHERS.formatted(set.rows(), Identifier.quote(column)), String.class)
            .forEach(
                owner ->
                    missing.add(
                        "the role may not remove large objects of %s, column %s, which belong to %s: alter their owner to %s, or make %s one of its roles (no other right will do)"
                            .formatted(set.table(), column, owner, role, owner)));
      }
    }
    return missing;
  }

  /**
   * Removes those of a range of captured rows, once these are deleted; one that another row refers
   * to stays.
   *
   * @throws ErasureIncomplete if one stays that no row refers to
   */
  public static void unlink(
      ErasurePlan plan,
      TargetSet set,
      KeyTables tables,
      NamedParameterJdbcOperations jdbc,
      CtidRange ctidRange) {
    for (String column : set.set().sideEffects().largeObjects()) {
      String named =
          """
          from pg_largeobject_metadata o
          where o.oid in (
            select %s
            from %s c
            where %s
          )%s"""
              .formatted(
                  set.key("c", column),
                  tables.tableOf(set),
                  set.isPlaced() ? CtidRange.hasPending("c") : "true",
                  namedElsewhere(plan));
      Jdbc.count(jdbc, "select count(lo_unlink(o.oid)) " + named, ctidRange.parameters());
      long left = Jdbc.count(jdbc, "select count(*) " + named, ctidRange.parameters());
      if (left > 0) {
        throw new ErasureIncomplete("%d large objects of %s".formatted(left, set.set().name()));
      }
    }
  }

  private static String namedElsewhere(ErasurePlan plan) {
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
