package dev.lapse.erase.postgresql;

import dev.lapse.account.RowCounts;
import dev.lapse.erase.postgresql.plan.ErasurePlan;
import dev.lapse.erase.postgresql.plan.Step;
import dev.lapse.erase.postgresql.plan.TargetSet;
import dev.lapse.erase.postgresql.plan.TargetSet.Role;
import dev.lapse.erase.postgresql.rows.Anonymization;
import dev.lapse.erase.postgresql.rows.CtidRange;
import dev.lapse.erase.postgresql.rows.DanglingReferences;
import dev.lapse.erase.postgresql.rows.FindRows;
import dev.lapse.erase.postgresql.rows.RowSources;
import dev.lapse.erase.postgresql.rows.RowSources.Source;
import dev.lapse.erase.postgresql.rows.StoreTransaction;
import dev.lapse.erase.postgresql.rows.TableParts;
import dev.lapse.erase.store.ErasurePreview;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;

/** Finds the rows of accounts without deleting any, and reports what an erasure would do. */
final class PreviewRows {
  private final ErasurePlan plan;
  private final StoreTransaction transaction;
  private final RowSources sources;
  private final TableParts tableParts;

  PreviewRows(StoreTransaction transaction) {
    this(transaction, TableParts.WHOLE);
  }

  /**
   * @param tableParts the parts in which tables are searched
   */
  PreviewRows(StoreTransaction transaction, TableParts tableParts) {
    this.tableParts = tableParts;
    this.plan = transaction.plan();
    this.transaction = transaction;
    this.sources = transaction.sources();
  }

  /** The rows that would be erased, and the accounts that would be refused. */
  ErasurePreview preview(Collection<String> ids) {
    find(ids);
    String store = plan.store().name();
    RowCounts rows = new RowCounts();
    for (TargetSet set : plan.sets().values()) {
      if (!plan.changes(set)) {
        continue;
      }
      if (set.isPlaced()) {
        count(
            "select account_id::text, taken, count(*) as rows from %s where pending group by account_id, taken"
                .formatted(transaction.tables().tableOf(set)),
            set,
            ids,
            rows);
      } else {
        for (Source source : sources.sourcesOf(set)) {
          for (String part : tableParts.conditions(set, transaction.jdbc().getJdbcOperations())) {
            count(count(set, source, part), set, ids, rows);
          }
        }
      }
    }
    plan.sequences()
        .find(transaction.jdbc(), ids)
        .forEach((sequence, account) -> rows.add(account, store + "." + sequence.pattern(), 1));
    return new ErasurePreview(rows, refused(ids));
  }

  /** The rows that stay and refer to rows that go, a sentence each; called after the preview. */
  List<String> referring(Collection<String> ids) {
    return new DanglingReferences(transaction, transaction.tables()).refusing(parameters(ids));
  }

  private Map<String, String> refused(Collection<String> ids) {
    DanglingReferences danglingReferences =
        new DanglingReferences(transaction, transaction.tables());
    Map<String, String> refused = new TreeMap<>();
    for (CtidRange ctidRange : ranges()) {
      danglingReferences.refused(ctidRange.addTo(RunSteps.ids(ids))).forEach(refused::putIfAbsent);
    }
    if (tableParts.equals(TableParts.WHOLE)) {
      // of an account that is too large for it the erasure tries the changes themselves
      new RefusedChanges(transaction, parameters(ids)).refused().forEach(refused::putIfAbsent);
    }
    return refused;
  }

  /** The captured rows, in parts as large as those of the tables. */
  private List<CtidRange> ranges() {
    if (tableParts.equals(TableParts.WHOLE)) {
      return List.of(CtidRange.ALL);
    }
    long most = 0;
    for (TargetSet set : plan.sets().values()) {
      if (set.isPlaced()) {
        most =
            Math.max(
                most,
                TableParts.pages(
                    transaction.tables().tableOf(set), transaction.jdbc().getJdbcOperations()));
      }
    }
    List<CtidRange> ranges = new ArrayList<>();
    for (long from = 0; from < most; from += tableParts.pages()) {
      ranges.add(CtidRange.ofPages(from, from + tableParts.pages()));
    }
    return ranges;
  }

  /** Captures the rows through which later ones are found. */
  void find(Collection<String> ids) {
    FindRows find = new FindRows(transaction, tableParts);
    for (Step step : plan.steps()) {
      if (step instanceof Step.Find found) {
        find.find(found, parameters(ids));
      }
    }
  }

  private static MapSqlParameterSource parameters(Collection<String> ids) {
    return CtidRange.ALL.addTo(RunSteps.ids(ids));
  }

  private String count(TargetSet set, Source source, String part) {
    transaction.hints().joinByIndexes(source.indexed());
    return """
    select cast(%1$s as text) as account_id, %2$s as taken, count(*) as rows
    %3$s
    where %4$s%5$s%6$s
    group by 1, 2"""
        .formatted(
            source.account(),
            source.taken(),
            source.from(set),
            source.where(),
            set.role() == Role.ANONYMIZED
                ? "\n  and " + new Anonymization(set).isToBeChanged(source.account())
                : "",
            part);
  }

  private void count(String query, TargetSet set, Collection<String> ids, RowCounts rows) {
    transaction
        .jdbc()
        .query(
            query,
            parameters(ids),
            row -> {
              String name = row.getBoolean("taken") ? set.nameOfOthers() : set.name();
              rows.add(
                  row.getString("account_id"),
                  plan.store().name() + "." + name,
                  row.getLong("rows"));
            });
  }
}
