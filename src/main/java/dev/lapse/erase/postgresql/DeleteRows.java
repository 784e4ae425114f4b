package dev.lapse.erase.postgresql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;

/**
 * Deletes (or anonymizes) captured rows, each checked again as owned, and adds them to {@code
 * lapse_store.progress}: deed and count are one statement.
 */
final class DeleteRows {
  private final TemporaryTables tables;

  DeleteRows(TemporaryTables tables) {
    this.tables = tables;
  }

  /**
   * Deletes the captured rows of sets that go together, in one statement: foreign keys among them
   * are looked at when all of them are gone.
   *
   * @return rows by set
   */
  Map<String, Long> of(
      List<CapturedSet> group, NamedParameterJdbcOperations jdbc, UUID run, Range range) {
    Map<String, Long> rows = new HashMap<>();
    MapSqlParameterSource parameters = range.parameters().addValue("run", run.toString());
    jdbc.query(
        statement(group),
        parameters,
        row -> {
          rows.put(row.getString("set_name"), row.getLong("rows"));
        });
    return rows;
  }

  private String statement(List<CapturedSet> group) {
    List<String> deeds = new ArrayList<>();
    List<String> tallies = new ArrayList<>();
    for (int i = 0; i < group.size(); i++) {
      deeds.add("gone%d as (\n%s\n)".formatted(i, deed(group.get(i))));
      tallies.add(
          "select %s as set_name, account_id, count(*) as rows from gone%d group by account_id"
              .formatted(Literal.of(group.get(i).name()), i));
    }
    return """
    with %s, tally as (
      %s
    ), kept as (
      insert into lapse_store.progress as p (run, account_id, set_name, rows)
      select cast(:run as uuid), account_id, set_name, rows
      from tally
      on conflict (run, account_id, set_name)
      do update set rows = p.rows + excluded.rows, changed_at = now()
    )
    select set_name, sum(rows) as rows
    from tally
    group by set_name
    """
        .formatted(
            String.join(", ", deeds),
            tallies.stream().collect(Collectors.joining("\nunion all\n")));
  }

  private String deed(CapturedSet set) {
    String captured =
        "where %s\n  and %s\nreturning c.account_id"
            .formatted(set.isStill(), Range.hasPending("c"));
    return switch (set.role()) {
      case ERASED ->
          "delete from %s t\nusing %s c\n%s".formatted(set.rows(), tables.of(set), captured);
      case ANONYMIZED ->
          "update %s t\nset %s\nfrom %s c\n%s"
              .formatted(set.rows(), set.changes(), tables.of(set), captured);
      case PASSED -> throw new IllegalStateException(set.name() + " stays");
    };
  }
}
