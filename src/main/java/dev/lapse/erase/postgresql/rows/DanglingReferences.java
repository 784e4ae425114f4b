package dev.lapse.erase.postgresql.rows;

import dev.lapse.catalog.Identifier;
import dev.lapse.catalog.live.StoreSchema.OnDelete;
import dev.lapse.erase.postgresql.plan.ColumnComparisons;
import dev.lapse.erase.postgresql.plan.ErasurePlan;
import dev.lapse.erase.postgresql.plan.ErasurePlan.Mode;
import dev.lapse.erase.postgresql.plan.TableReference;
import dev.lapse.erase.postgresql.plan.TargetSet;
import dev.lapse.erase.postgresql.plan.TargetSet.Role;
import dev.lapse.erase.store.ErasureIncomplete;
import dev.lapse.erase.store.RefusedAccounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;

/** Finds rows that stay but refer to deleted rows, and ends accepted references. */
public final class DanglingReferences {
  private final ErasurePlan plan;
  private final KeyTables tables;
  private final RowSources sources;
  private final PlannerHints hints;
  private final NamedParameterJdbcOperations jdbc;

  /**
   * @param tables captured rows: all of them, or a slice
   */
  public DanglingReferences(StoreTransaction transaction, KeyTables tables) {
    this.plan = transaction.plan();
    this.tables = tables;
    this.sources = transaction.sources();
    this.hints = transaction.hints();
    this.jdbc = transaction.jdbc();
  }

  /**
   * False for a reference whose rows are certainly deleted with the referenced ones: they are found
   * by it, and its foreign key prevents new ones.
   */
  public static boolean canHaveSurvivors(ErasurePlan plan, TableReference reference) {
    TargetSet from = plan.sets().get(reference.from());
    TargetSet to = plan.sets().get(reference.to());
    if (to != null && plan.isTakenAlong(to) && !reference.takesAlong()) {
      return true;
    }
    if (from == null
        || to == null
        || from.role() != Role.ERASED
        || reference.declared() == null
        || !(plan.mode() == Mode.LOOKING || plan.isDeletedAtOnce(to))) {
      return true;
    }
    boolean byAccountKey =
        plan.isAccounts(to)
            && reference.toColumns().equals(List.of(plan.store().key()))
            && from.accountKeys().containsAll(reference.columns());
    boolean byWay = reference.way() && from.accountKeys().isEmpty() && !from.isOwnedByReferrers();
    return !byAccountKey && !byWay;
  }

  /**
   * Proves that nothing refers to deleted rows, as far as PostgreSQL does not ensure it itself. A
   * single statement, which sees what others committed before it.
   *
   * @param gone the sets whose rows are checked
   * @throws ErasureIncomplete otherwise
   */
  public void prove(Predicate<TargetSet> gone, MapSqlParameterSource parameters) {
    List<TableReference> proven =
        plan.references().stream()
            .filter(reference -> plan.set(reference.to()).filter(plan::deletes).isPresent())
            .filter(reference -> gone.test(plan.target(reference.to())))
            .filter(this::mustBeProven)
            .toList();
    List<String> left = new ArrayList<>();
    survivors(
        proven,
        parameters,
        this::stays,
        (reference, account, rows) ->
            left.add(
                "%d rows of %s refer to rows of %s that are gone (%s)"
                    .formatted(rows, reference.from(), reference.to(), reference.name())));
    if (!left.isEmpty()) {
      throw new ErasureIncomplete(left.get(0));
    }
  }

  private boolean mustBeProven(TableReference reference) {
    TargetSet to = plan.target(reference.to());
    boolean unguarded =
        reference.declared() == null ? !isKeptOnPurpose(reference) : plan.bypasses(to);
    return unguarded && canHaveSurvivors(plan, reference);
  }

  /** Kept rows may refer to missing rows if no constraint forbids it. */
  private boolean isKeptOnPurpose(TableReference reference) {
    return reference.way()
        && plan.set(reference.from()).filter(from -> from.role() == Role.TRAVERSED).isPresent();
  }

  /** Why accounts cannot be erased: rows that stay refer to theirs, which is not accepted. */
  public Map<String, String> refused(MapSqlParameterSource ids) {
    Map<String, String> refused = new TreeMap<>();
    refusing(
        ids, (reference, account, rows) -> refused.putIfAbsent(account, reason(reference, rows)));
    return refused;
  }

  /** The same as one sentence for each reference and account. */
  public List<String> refusing(MapSqlParameterSource ids) {
    List<String> all = new ArrayList<>();
    refusing(ids, (reference, account, rows) -> all.add(reason(reference, rows)));
    return all;
  }

  private void refusing(MapSqlParameterSource ids, EachSurvivor each) {
    survivors(
        plan.references().stream()
            .filter(reference -> plan.set(reference.to()).filter(plan::deletes).isPresent())
            .filter(reference -> plan.target(reference.to()).isPlaced())
            .filter(reference -> !reference.isEnded() && !reference.takesAlong())
            .filter(reference -> !(reference.declared() == null && isKeptOnPurpose(reference)))
            .filter(reference -> canHaveSurvivors(plan, reference))
            .toList(),
        ids,
        this::stays,
        each);
  }

  /**
   * Refuses accounts if PostgreSQL would delete or change other rows that stay because of theirs.
   * The rows are locked, so that no new reference is added before they are deleted.
   *
   * @throws RefusedAccounts naming them
   * @throws ErasureIncomplete if an accepted cascade would delete rows that were added after the
   *     others were found
   */
  public void refuseActing(TargetSet set, MapSqlParameterSource parameters) {
    if (plan.bypasses(set) || !plan.deletes(set)) {
      return;
    }
    List<TableReference> acting =
        plan.referencesTo(set.table()).stream()
            .filter(TableReference::actsOnReferrer)
            .filter(reference -> !reference.accepted() || mayTakeUnseen(reference))
            .filter(reference -> canHaveSurvivors(plan, reference))
            .toList();
    if (acting.isEmpty()) {
      return;
    }
    hints.joinByIndexes(true);
    Jdbc.count(
        jdbc,
        "select count(*) from (select from %s t join %s c on t.ctid = c.place and t.tableoid = c.part where %s for update of t) locked"
            .formatted(set.rows(), tables.tableOf(set), CtidRange.has("c")),
        parameters);
    Map<String, String> refused = new TreeMap<>();
    survivors(
        acting,
        parameters,
        this::isNotFound,
        (reference, account, rows) -> {
          if (reference.accepted()) {
            throw new ErasureIncomplete(
                "%d rows of %s that refer to rows of %s since these were found (%s)"
                    .formatted(rows, reference.from(), reference.to(), reference.name()));
          }
          refused.putIfAbsent(account, reason(reference, rows));
        });
    if (!refused.isEmpty()) {
      throw new RefusedAccounts(refused);
    }
  }

  /** In one transaction, rows are locked before the rows deleted along with them are found. */
  private boolean mayTakeUnseen(TableReference reference) {
    return plan.mode() == Mode.IN_SLICES && reference.takesAlong();
  }

  /** Ends the accepted references of rows that stay to deleted rows of a set. */
  public void endReferences(TargetSet set, MapSqlParameterSource parameters) {
    if (!plan.deletes(set)) {
      return;
    }
    for (TableReference reference : plan.referencesTo(set.table())) {
      if (reference.isEnded()) {
        boolean bypass = bypassesUpdate(reference);
        if (bypass) {
          jdbc.getJdbcOperations().execute("set local session_replication_role = replica");
        }
        end(reference, set, parameters);
        if (bypass) {
          jdbc.getJdbcOperations().execute("set local session_replication_role = origin");
        }
      }
    }
  }

  private boolean bypassesUpdate(TableReference reference) {
    return plan.mayBypass() && !plan.bypassed(reference.from()).isEmpty();
  }

  private void end(TableReference reference, TargetSet set, MapSqlParameterSource parameters) {
    hints.joinByIndexes(plan.isIndexed(reference));
    String update =
        """
        update %s t
        set %s
        from %s c
        where %s%s%s%s"""
            .formatted(
                plan.rows(reference.from()),
                reference.ends().stream()
                    .map(column -> Identifier.quote(column) + " = " + reference.endValue())
                    .collect(Collectors.joining(", ")),
                tables.tableOf(set),
                sources.references(reference, "t", set, "c"),
                sources.goes(set, "c"),
                set.isPlaced() ? "\n  and " + CtidRange.hasPending("c") : "",
                sources.isEndedIn(reference, "t"));
    if (reference.endValue().equals("default") && bypassesUpdate(reference)) {
      new UncheckedDefaults(plan, reference, set, sources.tables()).end(update, jdbc, parameters);
    } else {
      jdbc.update(update, parameters);
    }
  }

  @FunctionalInterface
  private interface EachSurvivor {
    void rows(TableReference reference, String account, long rows);
  }

  /** The number of rows that refer to deleted rows, by reference and account. */
  private void survivors(
      List<TableReference> references,
      MapSqlParameterSource parameters,
      Function<TableReference, String> stays,
      EachSurvivor each) {
    for (boolean indexed : new boolean[] {true, false}) {
      List<TableReference> some =
          references.stream().filter(reference -> plan.isIndexed(reference) == indexed).toList();
      if (some.isEmpty()) {
        continue;
      }
      List<String> parts = new ArrayList<>();
      for (int i = 0; i < some.size(); i++) {
        parts.add(survivors(i, some.get(i), stays.apply(some.get(i))));
      }
      hints.joinByIndexes(indexed);
      jdbc.query(
          String.join("\nunion all\n", parts),
          parameters,
          row -> {
            each.rows(
                some.get(row.getInt("reference")),
                row.getString("account_id"),
                row.getLong("rows"));
          });
    }
  }

  /**
   * With an index the referring rows are looked up for each key: the planner, which finds that dear
   * because of the look at captured rows, would compare all rows of the table with all keys where
   * one account has most of them.
   */
  private String survivors(int number, TableReference reference, String stays) {
    TargetSet to = plan.target(reference.to());
    String refers = sources.references(reference, "t", to, "c") + stays;
    return """
    select %d as reference, c.account_id::text as account_id, count(*) as rows
    from %s c
    join %s
    where %s%s%s
    group by c.account_id"""
        .formatted(
            number,
            tables.tableOf(to),
            plan.isIndexed(reference)
                ? "lateral (select from %s t where %s offset 0) t on true"
                    .formatted(plan.rows(reference.from()), refers)
                : "%s t on %s".formatted(plan.rows(reference.from()), refers),
            isReferredTo(reference),
            sources.goes(to, "c"),
            to.isPlaced() ? "\n  and " + CtidRange.hasPending("c") : "");
  }

  /**
   * The condition that any row refers to any of the keys, evaluated once before the join: one pass
   * over the index, whereas the join descends it for each key. True if the condition is not
   * applicable.
   */
  private String isReferredTo(TableReference reference) {
    TargetSet to = plan.target(reference.to());
    ColumnComparisons.Side referring = plan.row(reference.from(), "x");
    ColumnComparisons.Side key = to.keys("g");
    if (plan.mode() == Mode.IN_SLICES
        || !plan.isIndexed(reference)
        || reference.period()
        || !ColumnComparisons.fitInArray(
            reference.columns(), referring, reference.toColumns(), key)) {
      return "true";
    }
    return "exists (select from %s x where %s = any(array(select %s from %s g)))"
        .formatted(
            plan.rows(reference.from()),
            referring.written().apply(reference.columns().get(0)),
            key.written().apply(reference.toColumns().get(0)),
            tables.tableOf(to));
  }

  /** Rows deleted in the same statement may still exist. */
  private String isNotFound(TableReference reference) {
    TargetSet from = plan.sets().get(reference.from());
    return from != null && from.isPlaced() ? "\n  and " + sources.isNotWrittenDown(from, "t") : "";
  }

  private String stays(TableReference reference) {
    TargetSet from = plan.sets().get(reference.from());
    if (from == null) {
      return "";
    }
    StringBuilder where = new StringBuilder();
    // an anonymized row may refer to nothing, unless a constraint forbids it
    if (from.role() == Role.ANONYMIZED
        && reference.way()
        && reference.declared() == null
        && !from.endsReference(reference)) {
      where.append("\n  and ").append(new Anonymization(from).isToBeChanged("c.account_id"));
      if (plan.mode() == Mode.LOOKING) {
        where.append("\n  and ").append(sources.isOfOthers(from, "t"));
      }
    } else if (plan.mode() == Mode.LOOKING && from.endsReference(reference)) {
      where.append("\n  and ").append(sources.isOfOthers(from, "t"));
    }
    return where.toString();
  }

  private static String reason(TableReference reference, long rows) {
    String what =
        reference.declared() == null
            ? "leave pointing at nothing"
            : switch (reference.declared()) {
              case CASCADE -> "delete";
              case SET_NULL, SET_DEFAULT -> "change";
              case NO_ACTION, RESTRICT -> "leave pointing at nothing";
            };
    return "erasing %s would %s rows of %s that stay (%d, by %s); %s"
        .formatted(
            reference.to(),
            what,
            reference.from(),
            rows,
            reference.name(),
            reference.accepted()
                ? "it is accepted, but cannot be ended there"
                : reference.declared() == OnDelete.CASCADE || !reference.ends().isEmpty()
                    ? "'accepts: [%s]' at %s would allow it"
                        .formatted(reference.name(), reference.from())
                    : reference.wayOut());
  }
}
