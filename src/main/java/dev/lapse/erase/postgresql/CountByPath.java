package dev.lapse.erase.postgresql;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;

/**
 * Counts the rows of accounts along the ways of the catalog, through live tables: for the plan, and
 * to find what an erasure left behind.
 */
final class CountByPath {
  private static final int IDS_PER_COUNT = 5_000;

  private final Map<String, String> statements = new TreeMap<>();
  private final AccountSequences sequences;
  private final String store;

  /**
   * @param sets those that are erased or anonymized
   */
  CountByPath(String store, List<TargetSet> sets, ResolveWays ways, AccountSequences sequences) {
    this.store = store;
    this.sequences = sequences;
    for (TargetSet set : sets) {
      List<Way> ofSet = ways.of(set.set());
      if (!ofSet.isEmpty()) {
        statements.put(set.set().name(), statement(set, ofSet));
      }
    }
  }

  /** Rows that are there, by account and by set; accounts and sets without any are absent. */
  Map<String, Map<String, Long>> of(NamedParameterJdbcOperations jdbc, Collection<String> ids) {
    Map<String, Map<String, Long>> rows = new HashMap<>();
    List<String> all = List.copyOf(ids);
    for (int from = 0; from < all.size(); from += IDS_PER_COUNT) {
      List<String> some = all.subList(from, Math.min(all.size(), from + IDS_PER_COUNT));
      MapSqlParameterSource parameters =
          new MapSqlParameterSource("ids", some.toArray(String[]::new));
      statements.forEach(
          (set, statement) ->
              jdbc.query(
                  statement,
                  parameters,
                  row -> {
                    add(rows, row.getString("account_id"), set, row.getLong("rows"));
                  }));
      sequences
          .of(jdbc, some)
          .forEach((sequence, account) -> add(rows, account, store + "." + sequence.pattern(), 1));
    }
    return rows;
  }

  private static void add(
      Map<String, Map<String, Long>> rows, String account, String set, long count) {
    rows.computeIfAbsent(account, id -> new TreeMap<>()).merge(set, count, Long::sum);
  }

  private static String statement(TargetSet set, List<Way> ways) {
    if (ways.size() == 1 && ways.get(0).single()) {
      Way way = ways.get(0);
      return """
      select %s::text as account_id, count(*) as rows
      from %s t%s
      %s
      group by %s
      """
          .formatted(way.key(), set.rows(), way.parents(", "), where(set, way), way.key());
    }
    // a row that several ways reach counts once
    List<String> reached = new ArrayList<>();
    for (Way way : ways) {
      reached.add(
          "select %s::text as account_id, t.tableoid, t.ctid\nfrom %s t%s\n%s"
              .formatted(way.key(), set.rows(), way.parents(", "), where(set, way)));
    }
    return reached.stream()
        .collect(
            Collectors.joining(
                "\nunion\n",
                "select account_id, count(*) as rows\nfrom (\n",
                "\n) reached\ngroup by account_id"));
  }

  private static String where(TargetSet set, Way way) {
    return set.role() == TargetSet.Role.ANONYMIZED
        ? way.where() + "\n  and " + new Anonymization(set).isToBeChanged(way.key())
        : way.where();
  }
}
