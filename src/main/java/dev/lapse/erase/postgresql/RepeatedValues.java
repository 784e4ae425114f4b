package dev.lapse.erase.postgresql;

import dev.lapse.catalog.Identifier;
import dev.lapse.catalog.SqlLiteral;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.live.StoreSchema.Distinction;
import dev.lapse.erase.postgresql.plan.TableReference;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Finds rows that would get the same value as another row in unique columns. */
final class RepeatedValues {
  private RepeatedValues() {}

  /**
   * Counts, by account, the rows whose new value is that of a row which is not changed, or which
   * another one would get before.
   *
   * @param rows the live rows of the table
   */
  static String query(PlannedChange change, Distinction unique, String rows) {
    return """
    with written as (
      select cast(%1$s as text) as account_id, t.tableoid as part, t.ctid as place%2$s
      %3$s
      where %4$s%5$s
    ), changed as materialized (
      select w.*, row_number() over (partition by %6$s order by account_id, part, place) as nth
      from written w
    )
    select c.account_id, count(*) as rows
    from changed c
    where %7$s
      and (c.nth > 1
        or exists (
          select
          from %8$s x
          where %9$s%10$s
            and (x.tableoid, x.ctid) not in (select g.part, g.place from changed g)))
    group by c.account_id"""
        .formatted(
            change.account(),
            values(change, unique.columns()),
            change.from(),
            change.where(),
            inPart("t", change.table(), unique.on()),
            numbered(unique.columns(), "v%d", ", "),
            unique.nullsDistinct()
                ? numbered(unique.columns(), "c.v%d is not null", " and ")
                : "true",
            rows,
            same(unique),
            inPart("x", change.table(), unique.on()));
  }

  static String reason(PlannedChange change, Distinction unique, long rows) {
    TableReference ends = change.ends();
    return "%s: another row has the same value of %s, which is unique by %s; %s"
        .formatted(
            change.described(rows),
            String.join(", ", unique.columns()),
            unique.name(),
            ends == null
                ? "let it differ, as in anonymize: {%s: \"gone-{key}\"} (there are {account}, {key} and {random})"
                    .formatted(
                        unique.columns().stream()
                            .filter(change.values()::containsKey)
                            .findFirst()
                            .orElseThrow())
                : ends.wayOut());
  }

  private static String values(PlannedChange change, List<String> columns) {
    return IntStream.range(0, columns.size())
        .mapToObj(i -> ", %s as v%d".formatted(change.value(columns.get(i)), i))
        .collect(Collectors.joining());
  }

  private static String numbered(List<String> columns, String template, String separator) {
    return IntStream.range(0, columns.size())
        .mapToObj(template::formatted)
        .collect(Collectors.joining(separator));
  }

  private static String same(Distinction unique) {
    List<String> columns = unique.columns();
    return IntStream.range(0, columns.size())
        .mapToObj(
            i ->
                "x.%s %s c.v%d"
                    .formatted(
                        Identifier.quote(columns.get(i)),
                        unique.nullsDistinct() ? "=" : "is not distinct from",
                        i))
        .collect(Collectors.joining("\n            and "));
  }

  private static String inPart(String alias, TableName table, TableName on) {
    return on.equals(table)
        ? ""
        : "\n  and %s.tableoid = cast(%s as regclass)".formatted(alias, SqlLiteral.of(on.sql()));
  }
}
