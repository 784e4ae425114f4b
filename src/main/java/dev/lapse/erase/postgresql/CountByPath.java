package dev.lapse.erase.postgresql;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Counts the rows of accounts along the ways of the catalog, through live tables: for the plan, and
 * to find what an erasure left behind.
 */
final class CountByPath {
  private static final int IDS_PER_COUNT = 5_000;

  private final Map<String, Counted> counted = new TreeMap<>();
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
        counted.put(set.set().name(), new Counted(set, ofSet));
      }
    }
  }

  /** What is counted of a set. */
  private record Counted(TargetSet set, List<Way> ways) {}

  /** Rows that are there, by account and by set; accounts and sets without any are absent. */
  Map<String, Map<String, Long>> of(NamedParameterJdbcOperations jdbc, Collection<String> ids) {
    return of(jdbc, ids, count -> count.accept(Parts.WHOLE));
  }

  /**
   * The same, in parts where a statement takes too long; outside of a transaction. All parts of a
   * set are counted in one snapshot: a row that is changed meanwhile moves within its table, and
   * would be missed in a part that was counted before.
   */
  Map<String, Map<String, Long>> inParts(DataSource source, Collection<String> ids) {
    TransactionTemplate snapshot = new TransactionTemplate(new JdbcTransactionManager(source));
    snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    snapshot.setReadOnly(true);
    return of(
        new NamedParameterJdbcTemplate(source),
        ids,
        count ->
            Parts.WHOLE.untilTheyFit(
                parts -> {
                  if (parts.equals(Parts.WHOLE)) {
                    count.accept(parts); // one statement is one snapshot
                  } else {
                    snapshot.executeWithoutResult(status -> count.accept(parts));
                  }
                }));
  }

  private Map<String, Map<String, Long>> of(
      NamedParameterJdbcOperations jdbc,
      Collection<String> ids,
      Consumer<Consumer<Parts>> fitting) {
    Map<String, Map<String, Long>> rows = new HashMap<>();
    List<String> all = List.copyOf(ids);
    for (int from = 0; from < all.size(); from += IDS_PER_COUNT) {
      List<String> some = all.subList(from, Math.min(all.size(), from + IDS_PER_COUNT));
      counted.forEach(
          (name, of) -> {
            Map<String, Long> found = new HashMap<>();
            fitting.accept(parts -> count(of, parts, jdbc, some, found));
            found.forEach((account, count) -> add(rows, account, name, count));
          });
      sequences
          .of(jdbc, some)
          .forEach((sequence, account) -> add(rows, account, store + "." + sequence.pattern(), 1));
    }
    return rows;
  }

  private static void count(
      Counted of,
      Parts parts,
      NamedParameterJdbcOperations jdbc,
      List<String> ids,
      Map<String, Long> found) {
    found.clear();
    for (String part : parts.of(of.set(), jdbc.getJdbcOperations())) {
      jdbc.query(
          statement(of.set(), of.ways(), part),
          new MapSqlParameterSource("ids", ids.toArray(String[]::new)),
          row -> {
            found.merge(row.getString("account_id"), row.getLong("rows"), Long::sum);
          });
    }
  }

  private static void add(
      Map<String, Map<String, Long>> rows, String account, String set, long count) {
    rows.computeIfAbsent(account, id -> new TreeMap<>()).merge(set, count, Long::sum);
  }

  private static String statement(TargetSet set, List<Way> ways, String part) {
    if (ways.size() == 1 && ways.get(0).single()) {
      Way way = ways.get(0);
      return """
      select %s::text as account_id, count(*) as rows
      from %s t%s
      %s
      group by %s
      """
          .formatted(way.key(), set.rows(), way.parents(", "), where(set, way) + part, way.key());
    }
    // a row that several ways reach counts once
    List<String> reached = new ArrayList<>();
    for (Way way : ways) {
      reached.add(
          "select %s::text as account_id, t.tableoid, t.ctid\nfrom %s t%s\n%s"
              .formatted(way.key(), set.rows(), way.parents(", "), where(set, way) + part));
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
