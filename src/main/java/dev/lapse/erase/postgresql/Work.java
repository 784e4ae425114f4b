package dev.lapse.erase.postgresql;

import dev.lapse.catalog.Identifier;
import dev.lapse.catalog.TableName;
import dev.lapse.erase.RefusedAccounts;
import dev.lapse.erase.StillThere;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;

/**
 * The erasure of some accounts on one connection: what is captured, and what may be done with it.
 */
final class Work {
  private final StorePlan plan;
  private final TemporaryTables tables;
  private final NamedParameterJdbcOperations jdbc;
  private final FindSurvivors survivors;
  private final DeleteRows delete;
  private final CaptureRows capture;
  private final CheckParents parents;
  private boolean used;
  private Map<TableName, Long> captured = Map.of();

  Work(StorePlan plan, TemporaryTables tables, NamedParameterJdbcOperations jdbc) {
    this.plan = plan;
    this.tables = tables;
    this.jdbc = jdbc;
    capture = new CaptureRows(plan, tables);
    survivors = new FindSurvivors(plan, tables);
    parents = new CheckParents(plan, tables);
    delete = new DeleteRows(tables);
  }

  /** Captures the rows of accounts, and forgets what was captured before. */
  void capture(MapSqlParameterSource ids) {
    if (used) {
      tables.empty(jdbc.getJdbcOperations());
    }
    used = true;
    captured = capture.of(jdbc, ids);
    tables.measure(jdbc.getJdbcOperations());
    for (CapturedSet set : plan.sets().values()) {
      if (set.role() == CapturedSet.Role.ANONYMIZED
          && captured.containsKey(set.table())
          && pending(set, Range.ALL) == 0) {
        captured.remove(set.table()); // all of it is anonymized already
      }
    }
  }

  /**
   * True if rows that were shared with another account are not shared any more; from here on the
   * transaction holds the lock on those that are.
   */
  boolean findsMore(MapSqlParameterSource ids) {
    return capture.findsMore(jdbc, ids);
  }

  /** Commits to memory which rows are found only through rows that go. */
  void keepKeys(MapSqlParameterSource ids) {
    KeptKeys.keep(plan, tables, capture, jdbc, ids);
  }

  boolean hasRows(CapturedSet set) {
    return captured.containsKey(set.table());
  }

  /** True if there is nothing to erase. */
  boolean isEmpty() {
    return plan.deletion().stream().flatMap(List::stream).noneMatch(this::hasRows);
  }

  /** Captured rows that are to go or to change, by account and set. */
  Map<String, Map<String, Long>> rows(String store) {
    Map<String, Map<String, Long>> rows = new HashMap<>();
    for (List<CapturedSet> group : plan.deletion()) {
      for (CapturedSet set : group) {
        if (hasRows(set)) {
          jdbc.query(
              "select account_id, count(*) as rows from %s where pending group by account_id"
                  .formatted(tables.of(set)),
              Map.of(),
              row -> {
                rows.computeIfAbsent(row.getString("account_id"), id -> new TreeMap<>())
                    .put(store + "." + set.name(), row.getLong("rows"));
              });
        }
      }
    }
    return rows;
  }

  /** Why accounts cannot be erased: rows that stay refer to theirs, and nobody accepted it. */
  Map<String, String> refused() {
    Map<String, String> refused = new TreeMap<>();
    for (Pointer pointer : plan.pointers()) {
      if (!isToErasedRows(pointer)) {
        continue;
      }
      if (pointer.takesAlong()) {
        takenAlong(List.of(pointer), refused);
      } else if (canHaveSurvivors(pointer) && !pointer.isSettled()) {
        survivors
            .of(pointer, jdbc, Range.ALL)
            .forEach((account, rows) -> refused.putIfAbsent(account, reason(pointer, rows)));
      }
    }
    return refused;
  }

  /** An accepted cascade takes rows along; what refers to these is to be accepted too. */
  private void takenAlong(List<Pointer> chain, Map<String, String> refused) {
    Pointer last = chain.get(chain.size() - 1);
    for (Pointer next : plan.pointersTo(last.from())) {
      if (chain.contains(next)
          || (next.actsOnReferrer() && next.accepted() && !next.takesAlong())) {
        continue;
      }
      List<Pointer> longer = new ArrayList<>(chain);
      longer.add(next);
      if (next.takesAlong()) {
        takenAlong(longer, refused);
      } else {
        survivors
            .of(longer, jdbc, Range.ALL)
            .forEach((account, rows) -> refused.putIfAbsent(account, reason(next, rows)));
      }
    }
  }

  private boolean isToErasedRows(Pointer pointer) {
    return plan.set(pointer.to())
        .filter(set -> set.role() == CapturedSet.Role.ERASED && hasRows(set))
        .isPresent();
  }

  /** Where every row that refers to an account's row is the account's, all of them are captured. */
  private boolean canHaveSurvivors(Pointer pointer) {
    if (plan.isAccountKey(pointer)) {
      return false;
    }
    if (!pointer.way()) {
      return true;
    }
    return pointer.declared() != null
        && plan.set(pointer.from())
            .filter(from -> from.accountKeys().isEmpty() && !from.isUpward())
            .filter(from -> from.endsReference(pointer))
            .isEmpty();
  }

  private static String reason(Pointer pointer, long rows) {
    String what =
        pointer.declared() == null
            ? "leave pointing at nothing"
            : switch (pointer.declared()) {
              case CASCADE -> "delete";
              case SET_NULL, SET_DEFAULT -> "change";
              case NO_ACTION, RESTRICT -> "leave pointing at nothing";
            };
    return "erasing %s would %s rows of %s that stay (%d, by %s); %s"
        .formatted(
            pointer.to(),
            what,
            pointer.from(),
            rows,
            pointer.name(),
            pointer.accepted()
                ? "it is accepted, but cannot be ended there"
                : "'accepts: [%s]' at %s would allow it".formatted(pointer.name(), pointer.from()));
  }

  /** Erases everything that is captured; rows erased. */
  long erase(UUID run) {
    long rows = 0;
    for (List<CapturedSet> group : plan.deletion()) {
      List<CapturedSet> present = group.stream().filter(this::hasRows).toList();
      if (!present.isEmpty()) {
        rows += delete(present, true, run, Range.ALL);
      }
    }
    for (List<CapturedSet> group : plan.deletion()) {
      prove(group.stream().filter(this::hasRows).toList(), Range.ALL);
    }
    return rows;
  }

  /**
   * Deletes a range of the captured rows of sets that go together.
   *
   * @param wholly true if all that is captured goes in this transaction
   * @throws RefusedAccounts if PostgreSQL would delete or change rows that stay
   * @throws StillThere if not exactly the captured rows went, or if what they were found through is
   *     not as it was
   */
  long delete(List<CapturedSet> group, boolean wholly, UUID run, Range range) {
    boolean bypass = plan.bypasses(group);
    boolean changesParents = group.size() > 1 || group.get(0).role() == CapturedSet.Role.ANONYMIZED;
    if (changesParents) {
      requireSameParents(group, wholly, range);
    }
    for (CapturedSet set : group) {
      if (set.role() == CapturedSet.Role.ERASED) {
        settleReferrers(set, bypass, range);
      }
    }
    if (bypass) {
      jdbc.getJdbcOperations().execute("set local session_replication_role = replica");
    }
    Map<String, Long> deleted = delete.of(group, jdbc, run, range);
    if (bypass) {
      jdbc.getJdbcOperations().execute("set local session_replication_role = origin");
    }
    if (!changesParents) {
      // parents that go or change too come later: what changed by now was changed by others
      requireSameParents(group, wholly, range);
    }
    long rows = 0;
    for (CapturedSet set : group) {
      long gone = deleted.getOrDefault(set.name(), 0L);
      long expected = pending(set, range);
      if (gone != expected) {
        throw new StillThere(
            "%d of %d rows of %s did not go as they were found: changed meanwhile, or kept by a trigger"
                .formatted(expected - gone, expected, set.set().name()));
      }
      rows += gone;
      LargeObjects.unlink(plan, set, tables, jdbc, range);
    }
    return rows;
  }

  private void requireSameParents(List<CapturedSet> group, boolean wholly, Range range) {
    for (CapturedSet set : group) {
      long moved = parents.changed(set, wholly, jdbc, range);
      if (moved > 0) {
        throw new StillThere(
            "%d rows of %s, found through rows that changed meanwhile"
                .formatted(moved, set.set().name()));
      }
    }
  }

  /** Under a lock, so that nobody begins to refer to the rows before they are gone. */
  private void settleReferrers(CapturedSet set, boolean bypass, Range range) {
    List<Pointer> acting = new ArrayList<>();
    for (Pointer pointer : plan.pointersTo(set.table())) {
      if (pointer.actsOnReferrer() && !pointer.accepted() && !bypass) {
        acting.add(pointer);
      } else if (pointer.isSettled() && !pointer.actsOnReferrer()) {
        survivors.clear(pointer, jdbc, range);
      }
    }
    if (acting.isEmpty()) {
      return;
    }
    Count.of(
        jdbc,
        "select count(*) from (select from %s t join %s c on t.ctid = c.place and t.tableoid = c.part where %s for update of t) locked"
            .formatted(set.rows(), tables.of(set), Range.has("c")),
        range.parameters());
    Map<String, String> refused = new TreeMap<>();
    for (Pointer pointer : acting) {
      survivors
          .of(pointer, jdbc, range)
          .forEach((account, rows) -> refused.putIfAbsent(account, reason(pointer, rows)));
    }
    if (!refused.isEmpty()) {
      throw new RefusedAccounts(refused);
    }
  }

  /**
   * Proves that nothing is left pointing at deleted rows, as far as PostgreSQL did not see to it
   * itself, and that none of them is back. Each statement sees what others committed before it.
   *
   * @throws StillThere otherwise
   */
  void prove(List<CapturedSet> group, Range range) {
    boolean bypassed = plan.bypasses(group);
    for (CapturedSet set : group) {
      if (set.role() != CapturedSet.Role.ERASED) {
        continue;
      }
      for (Pointer pointer : plan.pointersTo(set.table())) {
        if (pointer.declared() == null ? !isKeptOnPurpose(pointer) : bypassed) {
          long left = survivors.left(pointer, jdbc, range);
          if (left > 0) {
            throw new StillThere(
                "%d rows of %s refer to rows of %s that are gone (%s)"
                    .formatted(left, pointer.from(), pointer.to(), pointer.name()));
          }
        }
      }
      requireGone(set, range);
    }
  }

  /** Rows that the catalog keeps may point at nothing, where no constraint forbids it. */
  private boolean isKeptOnPurpose(Pointer pointer) {
    return pointer.way()
        && plan.set(pointer.from())
            .filter(from -> from.role() == CapturedSet.Role.PASSED)
            .isPresent();
  }

  /**
   * Forgets the places of rows that are gone for good: PostgreSQL may give them to rows of others.
   * To be committed together with the deletion.
   */
  void forgetPlaces(List<CapturedSet> group, Range range) {
    for (CapturedSet set : group) {
      jdbc.update(
          "update %s c set place = null, pending = false where %s"
              .formatted(tables.of(set), Range.has("c")),
          range.parameters());
    }
  }

  /** A row that came back under its key would be out of sight once its parents are gone. */
  private void requireGone(CapturedSet set, Range range) {
    List<String> key = set.live().primaryKey();
    if (!set.accountKeys().isEmpty() || key.isEmpty()) {
      return;
    }
    long back =
        Count.of(
            jdbc,
            "select count(*) from %s c join %s t on %s where %s"
                .formatted(
                    tables.of(set),
                    set.rows(),
                    Columns.equal(key, set.row("t"), key, set.captured("c")),
                    Range.hasPending("c")),
            range.parameters());
    if (back > 0) {
      throw new StillThere("%d rows in %s".formatted(back, set.set().name()));
    }
  }

  long pending(CapturedSet set, Range range) {
    return Count.of(
        jdbc,
        "select count(*) from %s c where %s".formatted(tables.of(set), Range.hasPending("c")),
        range.parameters());
  }

  /**
   * Ends references among captured rows, so that these can be deleted one after the other. The rows
   * are found at their new place afterwards.
   */
  void clear(Pointer pointer, CapturedSet set, Range range) {
    List<String> columns = pointer.clearable().stream().map(Identifier::quote).toList();
    jdbc.update(
        """
        with moved as (
          update %1$s t
          set %2$s
          from %3$s c
          where %4$s
            and %6$s
            and (%5$s)
          returning c.ctid as captured, t.tableoid as part, t.ctid as place
        )
        update %3$s c
        set part = moved.part, place = moved.place
        from moved
        where c.ctid = moved.captured"""
            .formatted(
                set.rows(),
                columns.stream().map(of -> of + " = null").collect(Collectors.joining(", ")),
                tables.of(set),
                set.isStill(),
                columns.stream()
                    .map(of -> "t." + of + " is not null")
                    .collect(Collectors.joining(" or ")),
                Range.hasPending("c")),
        range.parameters());
  }

  /** The pages that the captured rows of a set take, and rows per page. */
  Extent extent(CapturedSet set) {
    long pages =
        Count.of(
            jdbc,
            "select pg_relation_size('%s') / current_setting('block_size')::bigint"
                .formatted(tables.of(set)));
    return new Extent(pages, captured.getOrDefault(set.table(), 0L) / Math.max(1, pages));
  }

  /** How much room captured rows take. */
  record Extent(long pages, long rowsPerPage) {}
}
