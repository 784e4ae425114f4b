package dev.lapse.erase.postgresql;

import dev.lapse.catalog.Identifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;

/** Finds rows that stay and refer to rows that go. */
final class FindSurvivors {
  private final StorePlan plan;
  private final TemporaryTables tables;

  FindSurvivors(StorePlan plan, TemporaryTables tables) {
    this.plan = plan;
    this.tables = tables;
  }

  /** How many there are, by the account whose rows they refer to. */
  Map<String, Long> of(Pointer pointer, NamedParameterJdbcOperations jdbc, Range range) {
    return of(List.of(pointer), jdbc, range);
  }

  /**
   * How many rows stay and refer to rows that would be deleted along with captured ones.
   *
   * @param chain the references by which one takes the other along, from the captured rows on
   */
  Map<String, Long> of(List<Pointer> chain, NamedParameterJdbcOperations jdbc, Range range) {
    Map<String, Long> survivors = new HashMap<>();
    jdbc.query(
        "select c.account_id, count(*) as rows\n%s\ngroup by c.account_id"
            .formatted(survivors(chain)),
        range.parameters(),
        row -> {
          survivors.put(row.getString("account_id"), row.getLong("rows"));
        });
    return survivors;
  }

  /** How many rows point at rows that are gone; of a set that is anonymized, those that are not. */
  long left(Pointer pointer, NamedParameterJdbcOperations jdbc, Range range) {
    String changed =
        plan.set(pointer.from())
            .filter(set -> set.role() == CapturedSet.Role.ANONYMIZED)
            .filter(set -> pointer.way() && !set.endsReference(pointer))
            .map(set -> "\n  and " + set.isToBeChanged("x0"))
            .orElse("");
    return Count.of(
        jdbc, "select count(*)\n" + survivors(List.of(pointer)) + changed, range.parameters());
  }

  /** Ends the accepted references of rows that stay. */
  void clear(Pointer pointer, NamedParameterJdbcOperations jdbc, Range range) {
    List<String> kept = new ArrayList<>();
    List<String> still = new ArrayList<>();
    for (int i = 0; i < pointer.columns().size(); i++) {
      String column = Identifier.quote(pointer.columns().get(i));
      kept.add(", x0.%s as f%d".formatted(column, i));
      still.add("\n  and t.%s = found.f%d".formatted(column, i));
    }
    jdbc.update(
        """
        update %s t
        set %s
        from (
          select x0.tableoid as part, x0.ctid as place%s
          %s
        ) found
        where t.tableoid = found.part
          and t.ctid = found.place%s"""
            .formatted(
                plan.rows(pointer.from()),
                pointer.clearable().stream()
                    .map(column -> Identifier.quote(column) + " = null")
                    .collect(Collectors.joining(", ")),
                String.join("", kept),
                survivors(List.of(pointer)),
                String.join("", still)),
        range.parameters());
  }

  private String survivors(List<Pointer> chain) {
    CapturedSet to = plan.captured(chain.get(0).to());
    StringBuilder joins = new StringBuilder("from %s c".formatted(tables.of(to)));
    StringBuilder where = new StringBuilder("\nwhere ").append(Range.hasPending("c"));
    for (int link = 0; link < chain.size(); link++) {
      Pointer pointer = chain.get(link);
      String alias = "x" + link;
      joins.append(
          "\njoin %s %s on %s"
              .formatted(
                  plan.rows(pointer.from()),
                  alias,
                  Columns.equal(
                      pointer.columns(),
                      plan.row(pointer.from(), alias),
                      pointer.toColumns(),
                      link == 0 ? to.captured("c") : plan.row(pointer.to(), "x" + (link - 1)))));
      where.append(stays(pointer, alias));
    }
    return joins.append(where).toString();
  }

  private String stays(Pointer pointer, String alias) {
    StringBuilder where = new StringBuilder();
    if (pointer.where() != null) {
      where.append("\n  and ").append(Columns.in(alias, pointer.where()));
    }
    CapturedSet referrer = plan.set(pointer.from()).orElse(null);
    if (referrer == null) {
      return where.toString();
    }
    if (pointer.way() && pointer.declared() == null) {
      // where a row has an account's key of its own, it is not found by this reference
      referrer
          .accountKeys()
          .forEach(
              key -> where.append("\n  and %s.%s is null".formatted(alias, Identifier.quote(key))));
    }
    if (referrer.endsReference(pointer)) {
      where.append("\n  and ").append(tables.lack(referrer, alias));
    }
    return where.toString();
  }
}
