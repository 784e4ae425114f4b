package dev.lapse.erase.postgresql;

import dev.lapse.account.RowCounts;
import dev.lapse.erase.postgresql.plan.AccountSequences;
import dev.lapse.erase.postgresql.plan.JoinPath;
import dev.lapse.erase.postgresql.plan.ResolveJoinPaths;
import dev.lapse.erase.postgresql.plan.TargetSet;
import dev.lapse.erase.postgresql.rows.Anonymization;
import dev.lapse.erase.postgresql.rows.TableParts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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
 * Counts the rows of accounts along the paths of the catalog, through live tables: for the plan,
 * and to verify an erasure.
 */
final class CountByPath {
  private static final int IDS_PER_COUNT = 5_000;

  private final Map<String, Counted> counted = new TreeMap<>();
  private final AccountSequences sequences;
  private final String store;

  /**
   * @param sets the sets that are erased or anonymized
   */
  CountByPath(
      String store, List<TargetSet> sets, ResolveJoinPaths ways, AccountSequences sequences) {
    this.store = store;
    this.sequences = sequences;
    for (TargetSet set : sets) {
      List<JoinPath> ofSet = ways.resolve(set.set());
      if (!ofSet.isEmpty()) {
        counted.put(set.set().name(), new Counted(set, ofSet));
      }
    }
  }

  /** A set and the paths by which its rows are counted. */
  private record Counted(TargetSet set, List<JoinPath> ways) {}

  /** The existing rows. */
  RowCounts countByAccount(NamedParameterJdbcOperations jdbc, Collection<String> ids) {
    return countByAccount(jdbc, ids, count -> count.accept(TableParts.WHOLE));
  }

  /** The sets in which these accounts have rows; stops at the first row of each. */
  Set<String> present(NamedParameterJdbcOperations jdbc, Collection<String> ids) {
    Set<String> present = new TreeSet<>();
    MapSqlParameterSource accounts = new MapSqlParameterSource("ids", ids.toArray(String[]::new));
    counted.forEach(
        (name, of) -> {
          String anyRow =
              of.ways().stream()
                  .map(
                      way ->
                          "exists (select from %s t%s\n%s)"
                              .formatted(of.set().rows(), way.parents(", "), where(of.set(), way)))
                  .collect(Collectors.joining("\nor ", "select ", ""));
          if (Boolean.TRUE.equals(jdbc.queryForObject(anyRow, accounts, Boolean.class))) {
            present.add(name);
          }
        });
    return present;
  }

  /**
   * Counts in parts if a statement takes too long; must be called outside of a transaction. All
   * parts of a set are counted in one snapshot: a row that is updated meanwhile moves within its
   * table and could be missed by a part that was already counted.
   */
  RowCounts inParts(DataSource source, Collection<String> ids) {
    TransactionTemplate snapshot = new TransactionTemplate(new JdbcTransactionManager(source));
    snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    snapshot.setReadOnly(true);
    return countByAccount(
        new NamedParameterJdbcTemplate(source),
        ids,
        count ->
            TableParts.WHOLE.untilTheyFit(
                tableParts -> {
                  if (tableParts.equals(TableParts.WHOLE)) {
                    count.accept(tableParts); // one statement is one snapshot
                  } else {
                    snapshot.executeWithoutResult(status -> count.accept(tableParts));
                  }
                }));
  }

  private RowCounts countByAccount(
      NamedParameterJdbcOperations jdbc,
      Collection<String> ids,
      Consumer<Consumer<TableParts>> fitting) {
    RowCounts rows = new RowCounts();
    List<String> all = List.copyOf(ids);
    for (int from = 0; from < all.size(); from += IDS_PER_COUNT) {
      List<String> some = all.subList(from, Math.min(all.size(), from + IDS_PER_COUNT));
      counted.forEach(
          (name, of) -> {
            Map<String, Long> found = new HashMap<>();
            fitting.accept(tableParts -> count(of, tableParts, jdbc, some, found));
            found.forEach((account, count) -> rows.add(account, name, count));
          });
      sequences
          .find(jdbc, some)
          .forEach((sequence, account) -> rows.add(account, store + "." + sequence.pattern(), 1));
    }
    return rows;
  }

  private static void count(
      Counted of,
      TableParts tableParts,
      NamedParameterJdbcOperations jdbc,
      List<String> ids,
      Map<String, Long> found) {
    found.clear();
    for (String part : tableParts.conditions(of.set(), jdbc.getJdbcOperations())) {
      jdbc.query(
          statement(of.set(), of.ways(), part),
          new MapSqlParameterSource("ids", ids.toArray(String[]::new)),
          row -> {
            found.merge(row.getString("account_id"), row.getLong("rows"), Long::sum);
          });
    }
  }

  private static String statement(TargetSet set, List<JoinPath> ways, String part) {
    if (ways.size() == 1 && ways.get(0).single()) {
      JoinPath joinPath = ways.get(0);
      return """
      select %s::text as account_id, count(*) as rows
      from %s t%s
      %s
      group by %s
      """
          .formatted(
              joinPath.key(),
              set.rows(),
              joinPath.parents(", "),
              where(set, joinPath) + part,
              joinPath.key());
    }
    // a row that is reached by several paths counts once
    List<String> reached = new ArrayList<>();
    for (JoinPath joinPath : ways) {
      reached.add(
          "select %s::text as account_id, t.tableoid, t.ctid\nfrom %s t%s\n%s"
              .formatted(
                  joinPath.key(), set.rows(), joinPath.parents(", "), where(set, joinPath) + part));
    }
    return reached.stream()
        .collect(
            Collectors.joining(
                "\nunion\n",
                "select account_id, count(*) as rows\nfrom (\n",
                "\n) reached\ngroup by account_id"));
  }

  private static String where(TargetSet set, JoinPath joinPath) {
    return set.role() == TargetSet.Role.ANONYMIZED
        ? joinPath.where() + "\n  and " + new Anonymization(set).isToBeChanged(joinPath.key())
        : joinPath.where();
  }
}
