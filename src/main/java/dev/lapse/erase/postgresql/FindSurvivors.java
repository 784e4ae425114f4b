package dev.lapse.erase.postgresql;

import dev.lapse.catalog.Identifier;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;

/** Finds rows that stay and refer to rows that go. */
final class FindSurvivors {
  /** All captured rows of a table. */
  static final String FIRST = "(0,0)";

  static final String LAST = "(4294967294,0)";

  private final StorePlan plan;
  private final TemporaryTables tables;

  FindSurvivors(StorePlan plan, TemporaryTables tables) {
    this.plan = plan;
    this.tables = tables;
  }

  /** How many there are, by the account whose rows they refer to. */
  Map<String, Long> of(
      Pointer pointer, NamedParameterJdbcOperations jdbc, String from, String before) {
    Map<String, Long> survivors = new HashMap<>();
    jdbc.query(
        "select c.account_id, count(*) as rows\n%s\ngroup by c.account_id"
            .formatted(survivors(pointer)),
        range(from, before),
        row -> {
          survivors.put(row.getString("account_id"), row.getLong("rows"));
        });
    return survivors;
  }

  /** Ends the accepted references of rows that stay. */
  void clear(Pointer pointer, NamedParameterJdbcOperations jdbc, String from, String before) {
    jdbc.update(
        """
        update %s t
        set %s = null
        from (
          select x.tableoid as part, x.ctid as place
          %s
        ) found
        where t.tableoid = found.part
          and t.ctid = found.place"""
            .formatted(
                plan.rows(pointer.from()),
                Identifier.quote(java.util.Objects.requireNonNull(pointer.clearable())),
                survivors(pointer)),
        range(from, before));
  }

  private String survivors(Pointer pointer) {
    CapturedSet to = plan.captured(pointer.to());
    StringBuilder query =
        new StringBuilder(
            "from %s c\njoin %s x on ".formatted(tables.of(to), plan.rows(pointer.from())));
    for (int i = 0; i < pointer.columns().size(); i++) {
      String column = pointer.toColumns().get(i);
      query
          .append(i == 0 ? "" : " and ")
          .append(
              Columns.equal(
                  "x." + Identifier.quote(pointer.columns().get(i)),
                  plan.type(pointer.from(), pointer.columns().get(i)),
                  to.captured("c", column),
                  to.type(column)));
    }
    query.append(
        "\nwhere c.pending\n  and c.ctid >= cast(:from as tid)\n  and c.ctid < cast(:before as tid)");
    if (pointer.where() != null) {
      query.append("\n  and ").append(Columns.in("x", pointer.where()));
    }
    CapturedSet referrer = plan.set(pointer.from()).orElse(null);
    if (referrer != null && pointer.way() && pointer.declared() == null) {
      // where a row has an account's key of its own, it is not found by this reference
      referrer
          .accountKeys()
          .forEach(key -> query.append("\n  and x.%s is null".formatted(Identifier.quote(key))));
    }
    if (referrer != null && referrer.endsReference(pointer)) {
      query.append(
          "\n  and not exists (select from %s g where g.part = x.tableoid and g.place = x.ctid)"
              .formatted(tables.of(referrer)));
    }
    return query.toString();
  }

  static MapSqlParameterSource range(String from, String before) {
    return new MapSqlParameterSource("from", from).addValue("before", before);
  }
}
