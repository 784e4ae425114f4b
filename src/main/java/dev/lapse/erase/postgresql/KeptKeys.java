package dev.lapse.erase.postgresql;

import dev.lapse.catalog.Identifier;
import dev.lapse.catalog.OwnedBy;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;

/**
 * Keys of rows that are found only through rows that refer to them. When a large account goes in
 * several transactions, the referring rows may be gone and the others not: their keys are committed
 * to {@code lapse_store.captured} before the first row goes, and stay until the last is gone.
 */
final class KeptKeys {
  private static final String FORGET =
      """
      delete from lapse_store.captured
      where account_id = any(:ids)
      """;

  private KeptKeys() {}

  /** The part of a query that finds rows by their kept keys. */
  static String found(CapturedSet set, OwnedBy.Referrer way) {
    String joins =
        IntStream.range(0, way.columns().size())
            .mapToObj(
                i ->
                    "t.%s = cast(k.keys[%d] as %s)"
                        .formatted(
                            Identifier.quote(way.columns().get(i)),
                            i + 1,
                            set.type(way.columns().get(i)).replaceAll(" collate .*", "")))
            .collect(Collectors.joining(" and "));
    return """
    select t.tableoid, t.ctid, k.account_id
    from lapse_store.captured k
    join %s t on %s
    where k.account_id = any(:ids)
      and k.set_name = %s
      and k.columns = %s"""
        .formatted(
            set.rows(), joins, Literal.of(set.name()), Literal.of(String.join(",", way.columns())));
  }

  /** Writes down the keys of all such rows that are captured; to be committed before they go. */
  static void keep(
      StorePlan plan,
      TemporaryTables tables,
      CaptureRows capture,
      NamedParameterJdbcOperations jdbc,
      MapSqlParameterSource ids) {
    for (CapturedSet set : plan.sets().values()) {
      keys(set)
          .forEach(
              columns -> {
                jdbc.getJdbcOperations().execute(keep(set, columns, tables));
                jdbc.update(keepShared(set, columns, capture), ids);
              });
    }
  }

  /** The columns by which referring rows name a row, each list once. */
  private static Stream<List<String>> keys(CapturedSet set) {
    return set.upward().stream().map(OwnedBy.Referrer::columns).distinct();
  }

  private static String texts(List<String> columns, Columns.Side side) {
    return columns.stream()
        .map(column -> side.written().apply(column) + "::text")
        .collect(Collectors.joining(", "));
  }

  private static String keep(CapturedSet set, List<String> columns, TemporaryTables tables) {
    return """
    insert into lapse_store.captured (account_id, set_name, columns, keys)
    select c.account_id, %s, %s, array[%s]
    from %s c
    on conflict do nothing"""
        .formatted(
            Literal.of(set.name()),
            Literal.of(String.join(",", columns)),
            texts(columns, set.captured("c")),
            tables.of(set));
  }

  /** Of rows that others refer to as well: once they do not, the rows are the account's. */
  private static String keepShared(CapturedSet set, List<String> columns, CaptureRows capture) {
    return """
    insert into lapse_store.captured (account_id, set_name, columns, keys)
    select f.account_id, %s, %s, array[%s]
    %s
    on conflict do nothing"""
        .formatted(
            Literal.of(set.name()),
            Literal.of(String.join(",", columns)),
            texts(columns, set.row("t")),
            capture.referredTo(set));
  }

  /** Forgets the keys of captured rows that are deleted in this transaction. */
  static void forget(
      List<CapturedSet> sets,
      TemporaryTables tables,
      NamedParameterJdbcOperations jdbc,
      Range range) {
    for (CapturedSet set : sets) {
      keys(set)
          .forEach(
              columns ->
                  jdbc.update(
                      """
                      delete from lapse_store.captured k
                      using %s c
                      where k.account_id = c.account_id
                        and k.set_name = %s
                        and k.columns = %s
                        and k.keys = array[%s]
                        and %s"""
                          .formatted(
                              tables.of(set),
                              Literal.of(set.name()),
                              Literal.of(String.join(",", columns)),
                              texts(columns, set.captured("c")),
                              Range.has("c")),
                      range.parameters()));
    }
  }

  /** Forgets the keys of accounts of which nothing is left. */
  static void forget(NamedParameterJdbcOperations jdbc, MapSqlParameterSource ids) {
    jdbc.update(FORGET, ids);
  }
}
