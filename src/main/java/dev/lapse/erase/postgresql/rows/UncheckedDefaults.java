package dev.lapse.erase.postgresql.rows;

import dev.lapse.catalog.Identifier;
import dev.lapse.erase.postgresql.plan.ErasurePlan;
import dev.lapse.erase.postgresql.plan.TableReference;
import dev.lapse.erase.postgresql.plan.TargetSet;
import dev.lapse.erase.store.RefusedAccounts;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;

/**
 * References that are set to their default while triggers, including those of foreign keys, do not
 * fire: nothing else checks whether the default leads to a row.
 */
record UncheckedDefaults(
    ErasurePlan plan, TableReference reference, TargetSet set, KeyTables tables) {

  /**
   * Ends the references.
   *
   * @param update update of rows {@code t} because of captured rows {@code c}
   * @throws RefusedAccounts if a default leads to no row that stays
   */
  void end(String update, NamedParameterJdbcOperations jdbc, MapSqlParameterSource parameters) {
    Map<String, String> refused = new TreeMap<>();
    jdbc.query(
        """
        with changed as (
          %s
          returning cast(c.account_id as text) as account_id%s
        )
        select account_id, count(*) as rows
        from changed x
        where %s
          and not exists (
            select
            from %s p
            where %s%s
          )
        group by account_id"""
            .formatted(
                update,
                numbered(", t.%s as v%d"),
                IntStream.range(0, reference.columns().size())
                    .mapToObj("x.v%d is not null"::formatted)
                    .collect(Collectors.joining(" and ")),
                set.rows(),
                parent(),
                stays()),
        parameters,
        row -> {
          refused.put(row.getString("account_id"), reference.leadsNowhere(row.getLong("rows")));
        });
    if (!refused.isEmpty()) {
      throw new RefusedAccounts(refused);
    }
  }

  private String numbered(String template) {
    return IntStream.range(0, reference.columns().size())
        .mapToObj(i -> template.formatted(Identifier.quote(reference.columns().get(i)), i))
        .collect(Collectors.joining());
  }

  private String parent() {
    List<String> to = reference.toColumns();
    return IntStream.range(0, to.size())
        .mapToObj(i -> "p.%s = x.v%d".formatted(Identifier.quote(to.get(i)), i))
        .collect(Collectors.joining(" and "));
  }

  /** Rows captured with their positions may not be deleted yet. */
  private String stays() {
    return set.isPlaced()
        ? " and not exists (select from %s g where g.part = p.tableoid and g.place = p.ctid and g.pending)"
            .formatted(tables.tableOf(set))
        : "";
  }
}
