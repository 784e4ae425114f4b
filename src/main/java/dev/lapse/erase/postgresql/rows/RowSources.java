package dev.lapse.erase.postgresql.rows;

import dev.lapse.catalog.ColumnExpression;
import dev.lapse.catalog.KeyType;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.check.ComparableTypes;
import dev.lapse.erase.postgresql.plan.ColumnComparisons;
import dev.lapse.erase.postgresql.plan.ErasurePlan;
import dev.lapse.erase.postgresql.plan.ErasurePlan.Mode;
import dev.lapse.erase.postgresql.plan.TableReference;
import dev.lapse.erase.postgresql.plan.TargetSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The sources of a set's rows, as parts of statements: rows with an account's key, rows that refer
 * to captured rows, rows that only captured rows refer to, and rows of other accounts that an
 * accepted cascade includes.
 */
public final class RowSources {
  /** The level of the mark of a row to which another one refers that stays. */
  static final int STRUCK_OUT = -1;

  private static final String STRUCK_OUT_ONLY = "g.level = " + STRUCK_OUT;
  private static final String CAPTURED = "g.place is not null and g.level >= 0";

  private final ErasurePlan plan;
  private final KeyTables tables;

  RowSources(ErasurePlan plan, KeyTables tables) {
    this.plan = plan;
    this.tables = tables;
  }

  /** The sources with all captured rows. */
  KeyTables tables() {
    return tables;
  }

  /**
   * Rows {@code t} of a set.
   *
   * @param using the tables they are joined with; null if there are none
   * @param where the condition of the join, and further ones
   * @param account the expression of the account that owns them or whose erasure includes them
   * @param taken the expression that says whether they are another account's
   * @param through the set whose key table is joined as {@code p}
   * @param indexed an index serves the join
   * @param onePass the same without a join, if possible
   */
  public record Source(
      @Nullable String using,
      String where,
      String account,
      String taken,
      @Nullable TableName through,
      boolean indexed,
      @Nullable OnePass onePass) {
    public Source(
        @Nullable String using,
        String where,
        String account,
        String taken,
        @Nullable TableName through,
        boolean indexed) {
      this(using, where, account, taken, through, indexed, null);
    }

    /** {@code from t, …} */
    public String from(TargetSet set) {
      return "from %s t%s".formatted(set.rows(), using == null ? "" : ", " + using);
    }
  }

  /**
   * Rows whose column is one of the keys of a key table. PostgreSQL visits each page of the index
   * and of the table once, in order, whereas a join visits them again for each key.
   *
   * @param column of the live row {@code t}
   * @param key unique key of the captured row {@code p}
   * @param keys the key table as {@code p}
   * @param live further conditions on the live row
   * @param written further conditions on the captured row
   */
  record OnePass(String column, String key, String keys, String live, String written) {}

  /** All sources of a set, its own paths first. */
  public List<Source> sourcesOf(TargetSet set) {
    List<Source> sources = new ArrayList<>();
    for (OwnedBy way : set.set().ways()) {
      way.visit(
          key -> sources.add(byKey(set, key)),
          reference -> sources.add(byParent(set, reference)),
          referrer -> referredTo(set, referrer).forEach(one -> sources.add(upward(set, one))));
    }
    plan.takenBy(set).forEach(reference -> sources.add(takenAlong(reference)));
    return sources;
  }

  private Source byKey(TargetSet set, OwnedBy.Key key) {
    return new Source(
        null,
        hasKey(set, key, "t") + set.andIsDue("t"),
        "cast(%s as %s)".formatted(key(set, key, "t"), plan.accountType()),
        "false",
        null,
        set.live().isIndexed(List.of(key.column())));
  }

  /** The account's key in a live row, as PostgreSQL prints it. */
  private String key(TargetSet set, OwnedBy.Key key, String alias) {
    String column = ColumnExpression.sql(alias, key.column());
    return set.oddlySpelled().contains(key.column())
        ? ColumnComparisons.normalized(column, plan.accountType())
        : column;
  }

  /** The condition that a live row has the key of one of the accounts. */
  private String hasKey(TargetSet set, OwnedBy.Key key, String alias) {
    return KeyType.of(set.type(key.column())).orElseThrow().isAnyOf(key(set, key, alias), ":ids");
  }

  private Source byParent(TargetSet set, OwnedBy.Reference way) {
    TargetSet parent = plan.target(way.parent());
    String live =
        (way.where() == null ? "" : "\n  and " + ColumnComparisons.in("t", way.where()))
            + set.lacksAccountKey("t")
            + set.andIsDue("t");
    String written = plan.isTakenAlong(parent) ? "\n  and not p.taken" : "";
    return new Source(
        tables.tableOf(parent) + " p",
        ColumnComparisons.equal(way.columns(), set.row("t"), way.parentColumns(), parent.keys("p"))
            + live
            + written,
        "p.account_id",
        "p.taken",
        way.parent(),
        set.live().isIndexed(way.columns()),
        onePass(set, way, live, written));
  }

  private @Nullable OnePass onePass(
      TargetSet set, OwnedBy.Reference way, String live, String written) {
    TargetSet parent = plan.target(way.parent());
    if (plan.mode() == Mode.IN_SLICES
        || !parent.live().isUnique(way.parentColumns())
        || !ColumnComparisons.fitInArray(
            way.columns(), set.row("t"), way.parentColumns(), parent.keys("p"))) {
      return null;
    }
    return new OnePass(
        set.row("t").written().apply(way.columns().get(0)),
        parent.keys("p").written().apply(way.parentColumns().get(0)),
        tables.tableOf(parent) + " p",
        live,
        written);
  }

  /** What a source finds, if no row that stays refers to it. */
  private Source upward(TargetSet set, Source referredTo) {
    List<TableReference> last = plan.decidedLast(set);
    Map<TableReference, String> others = noOtherReferrer(set, last);
    String notStruckOut =
        last.isEmpty() ? "" : "\n  and " + isNotAmong(set, "t", true, STRUCK_OUT_ONLY);
    return new Source(
        referredTo.using(),
        referredTo.where()
            + set.lacksAccountKey("t")
            + String.join("", others.values())
            + notStruckOut,
        referredTo.account(),
        referredTo.taken(),
        referredTo.through(),
        referredTo.indexed() && others.keySet().stream().allMatch(plan::isIndexed));
  }

  /** The rows that captured rows refer to, whether or not others refer to them as well. */
  private List<Source> referredTo(TargetSet set, OwnedBy.Referrer way) {
    return plan.mode() == Mode.IN_SLICES
        ? List.of(byReferrer(set, way), byCapturedKey(set, way))
        : List.of(byReferrer(set, way));
  }

  /** Each by the row that was captured last, after which no other may be left. */
  private Source byReferrer(TargetSet set, OwnedBy.Referrer way) {
    TargetSet referrer = plan.target(way.referrer());
    List<String> keys =
        way.referrerColumns().stream().map(column -> referrer.key("r", column)).toList();
    String once =
        """
        (
          select distinct on (%1$s) r.*
          from %2$s r
          where %3$s
          order by %1$s, r.level desc, r.account_id
        ) p"""
            .formatted(
                String.join(", ", keys), tables.tableOf(referrer), referrer.leadsUp("r", way));
    return new Source(
        once,
        ColumnComparisons.equal(
            way.columns(), set.row("t"), way.referrerColumns(), referrer.keys("p")),
        "p.account_id",
        "p.taken",
        way.referrer(),
        set.live().isIndexed(way.columns()) && isComparedAsItself(set, referrer, way));
  }

  /**
   * False if a text refers to a number or uuid, which then is cast so that no index of it helps.
   */
  private static boolean isComparedAsItself(
      TargetSet set, TargetSet referrer, OwnedBy.Referrer way) {
    return IntStream.range(0, way.columns().size())
        .allMatch(
            i ->
                ComparableTypes.are(
                    set.type(way.columns().get(i)), referrer.type(way.referrerColumns().get(i))));
  }

  private Source byCapturedKey(TargetSet set, OwnedBy.Referrer way) {
    return new Source(
        "lapse_store.captured p",
        CapturedKeyStore.found(set, way),
        "cast(p.account_id as %s)".formatted(plan.accountType()),
        "false",
        null,
        set.live().isIndexed(way.columns()));
  }

  private Source takenAlong(TableReference reference) {
    TargetSet to = plan.target(reference.to());
    return new Source(
        tables.tableOf(to) + " p",
        references(reference, "t", to, "p") + goes(to, "p"),
        "p.account_id",
        "true",
        reference.to(),
        plan.isIndexed(reference));
  }

  /** The condition that the live row {@code from} refers to the captured row {@code to}. */
  public String references(TableReference reference, String from, TargetSet to, String toAlias) {
    return ColumnComparisons.references(
            reference, plan.row(reference.from(), from), to.keys(toAlias))
        + (reference.where() == null
            ? ""
            : "\n  and " + ColumnComparisons.in(from, reference.where()));
  }

  /** The condition that a captured row is deleted, unlike others of its set. */
  public String goes(TargetSet set, String alias) {
    return set.role() == TargetSet.Role.ERASED ? "" : "\n  and %s.taken".formatted(alias);
  }

  /**
   * The conditions that no row that stays refers to {@code t}, by the references that are looked
   * at; rows that it owns do not count.
   *
   * @param last the references that are looked at when all rows are captured
   */
  private Map<TableReference, String> noOtherReferrer(TargetSet set, List<TableReference> last) {
    Map<TableReference, String> conditions = new LinkedHashMap<>();
    for (TableReference reference : plan.referencesTo(set.table())) {
      String condition = last.contains(reference) ? "" : noOtherReferrer(set, reference);
      if (!condition.isEmpty()) {
        conditions.put(reference, condition);
      }
    }
    return conditions;
  }

  /**
   * The condition that the row {@code x}, which may be found through the row that it refers to, is
   * not found through it, and stays; empty if there is no such row.
   */
  private String mayKeep(TargetSet from, TableReference reference) {
    return from.endsReference(reference)
        ? isOfOtherAccount(from, "x", reference, Set.of())
        : hasAccountKey(from, "x");
  }

  /** The condition that a live row has an account's key of its own; empty if it cannot have one. */
  private static String hasAccountKey(TargetSet set, String alias) {
    return set.accountKeys().stream()
        .map(key -> ColumnExpression.sql(alias, key) + " is not null")
        .reduce((one, other) -> one + " or " + other)
        .map(any -> "(" + any + ")")
        .orElse("");
  }

  /**
   * The condition that the account's keys of a row, or of the rows through which it is found, are
   * those of other accounts; empty if none of them has such a key. A row with several keys goes
   * with the first of its accounts.
   *
   * @param passing the reference by which the row is not looked for
   */
  private String isOfOtherAccount(
      TargetSet set, String alias, TableReference passing, Set<TableName> seen) {
    List<String> conditions = new ArrayList<>();
    if (set.due() != null) {
      conditions.add("not " + set.due().apply(alias));
    }
    String hasKey = hasAccountKey(set, alias);
    if (!hasKey.isEmpty()) {
      conditions.add(
          set.set().ways(OwnedBy.Key.class).stream()
              .map(key -> " and not coalesce(%s, false)".formatted(hasKey(set, key, alias)))
              .collect(Collectors.joining("", "(" + hasKey, ")")));
    }
    Set<TableName> further = new HashSet<>(seen);
    further.add(set.table());
    for (OwnedBy.Reference way : set.set().ways(OwnedBy.Reference.class)) {
      TargetSet parent = plan.target(way.parent());
      String next = alias + "x";
      String ofOther =
          way.parent().equals(passing.to())
                  || further.contains(way.parent())
                  || (set.table().equals(passing.from()) && excludes(passing.where(), way.where()))
              ? ""
              : isOfOtherAccount(parent, next, passing, further);
      if (!ofOther.isEmpty()) {
        conditions.add(
            "exists (select from %s %s where %s%s and %s%s)"
                .formatted(
                    parent.rows(),
                    next,
                    ColumnComparisons.equal(
                        way.columns(), set.row(alias), way.parentColumns(), parent.row(next)),
                    way.where() == null ? "" : " and " + ColumnComparisons.in(alias, way.where()),
                    ofOther,
                    set.lacksAccountKey(alias)));
      }
    }
    return conditions.isEmpty() ? "" : "(" + String.join(" or ", conditions) + ")";
  }

  /** True if a row is of other types by one restriction than by the other. */
  private static boolean excludes(OwnedBy.@Nullable Where one, OwnedBy.@Nullable Where other) {
    return one != null
        && other != null
        && one.column().equals(other.column())
        && Collections.disjoint(one.values(), other.values());
  }

  /**
   * The statement that strikes out captured rows to which rows refer that stay: no path leads
   * upward to them any more. To be repeated until it finds none.
   *
   * @param keeping the references by which rows that are found together with those of the set refer
   *     to them
   */
  String strikeOut(TargetSet set, List<TableReference> keeping) {
    return """
    insert into %1$s (account_id, taken, level, part, place, pending)
    select p.account_id, false, %2$d, p.part, p.place, false
    from %1$s p
    join %3$s t on t.ctid = p.place and t.tableoid = p.part
    where p.level >= 0
      and not p.taken
      and %4$s
      and not %5$s
      and (%6$s)"""
        .formatted(
            tables.tableOf(set),
            STRUCK_OUT,
            set.rows(),
            isNotStruckOut(set, "t"),
            hasKey(set, "t"),
            isReferredTo(set, keeping));
  }

  /** The query for the number of rows that were struck out and to which no such row refers. */
  String struckOutForNothing(TargetSet set, List<TableReference> keeping) {
    return """
    select count(*)
    from %s p
    join %s t on t.ctid = p.place and t.tableoid = p.part
    where p.level = %d
      and %s
      and not (%s)"""
        .formatted(
            tables.tableOf(set),
            set.rows(),
            STRUCK_OUT,
            isNotWrittenDown(set, "t"),
            isReferredTo(set, keeping));
  }

  private String isReferredTo(TargetSet set, List<TableReference> keeping) {
    return keeping.stream()
        .map(reference -> isReferredTo(set, reference))
        .collect(Collectors.joining("\n    or "));
  }

  private String isReferredTo(TargetSet set, TableReference reference) {
    return isReferredTo(set, reference, " and " + stays(plan.target(reference.from())));
  }

  /**
   * The condition that a row refers to {@code t}. With an index such rows are looked up for each
   * {@code t}, in a form that the planner cannot turn into a join: from how many rows were referred
   * to before the erasure it concludes that hardly any is left, and compares all with all.
   *
   * @param which a further condition on the referring row {@code x}, beginning with {@code and}
   */
  private String isReferredTo(TargetSet set, TableReference reference, String which) {
    String rows = plan.referrers(reference, set) + which;
    return plan.isIndexed(reference)
        ? "(select true %s limit 1) is not null".formatted(rows)
        : "exists (select %s)".formatted(rows);
  }

  /**
   * The condition that a row {@code x} is not captured, or was struck out. Where a path that leads
   * not upward may find the latter again it counts as captured until all are: the rows to which it
   * refers may go then.
   */
  private String stays(TargetSet from) {
    boolean mayBeFoundAgain =
        plan.isTakenAlong(from) || from.upward().size() < from.set().ways().size();
    return from.isOwnedByReferrers() && !mayBeFoundAgain
        ? "(%s or not %s)".formatted(isNotWrittenDown(from, "x"), isNotStruckOut(from, "x"))
        : isNotWrittenDown(from, "x");
  }

  private String isNotStruckOut(TargetSet set, String alias) {
    return isNotAmong(set, alias, false, STRUCK_OUT_ONLY);
  }

  /**
   * The condition that a live row is not among captured rows, which are hashed once, without an
   * index.
   *
   * @param joined to ask it of the row joined with {@code p}: asked of the row alone, it makes the
   *     planner begin with the table
   */
  private String isNotAmong(TargetSet set, String alias, boolean joined, String which) {
    return "(%2$s.tableoid, %2$s.ctid%3$s) not in (select g.part, g.place%4$s from %1$s g where %5$s)"
        .formatted(
            tables.tableOf(set),
            alias,
            joined ? ", p.account_id is null" : "",
            joined ? ", false" : "",
            which);
  }

  private String noOtherReferrer(TargetSet set, TableReference reference) {
    TargetSet from = plan.sets().get(reference.from());
    String stays = "";
    if (from != null && (reference.way() || plan.isOwnedThrough(reference))) {
      // rows that are owned through the row do not count: they cannot be found before it
      String mayKeep = mayKeep(from, reference);
      if (mayKeep.isEmpty()) {
        // they go with it; what does not is found as dangling
        return "";
      }
      stays = " and " + mayKeep;
    } else if (from != null
        && plan.endsWith(set, reference)
        && (from.isPlaced() || plan.mode() == Mode.LOOKING)) {
      stays = " and " + isOfOthers(from, "x");
    }
    return "\n  and not (%s)".formatted(isReferredTo(set, reference, stays));
  }

  /** The condition that an accepted reference of a live row to a deleted row is ended. */
  public String isEndedIn(TableReference reference, String alias) {
    TargetSet from = plan.sets().get(reference.from());
    return from == null
        ? ""
        : from.keepsOwner(reference, alias)
            + (from.endsReference(reference) ? "\n  and " + isOfOthers(from, alias) : "");
  }

  /** The condition that a live row of a set is not deleted with the accounts. */
  public String isOfOthers(TargetSet set, String alias) {
    return set.isPlaced() ? isNotWrittenDown(set, alias) : "not " + isOwned(set, alias);
  }

  /** The condition that a live row is not captured. */
  String isNotWrittenDown(TargetSet set, String alias) {
    return isNotAmong(set, alias, false, CAPTURED);
  }

  /** The condition that a row {@code t} that a source finds is not captured. */
  String isNotWrittenDown(TargetSet set, Source source) {
    return isNotAmong(set, "t", source.using() != null, CAPTURED);
  }

  private String isOwned(TargetSet set, String alias) {
    List<String> ways = new ArrayList<>();
    ways.add(hasKey(set, alias));
    set.set().ways(OwnedBy.Reference.class).forEach(way -> ways.add(hasParent(set, way, alias)));
    return "((" + String.join(" or ", ways) + ")" + set.andIsDue(alias) + ")";
  }

  /** The condition that a live row has a key of one of the accounts. */
  private String hasKey(TargetSet set, String alias) {
    return set.set().ways(OwnedBy.Key.class).stream()
        .map(key -> "coalesce(%s, false)".formatted(hasKey(set, key, alias)))
        .reduce((one, other) -> one + " or " + other)
        .map(any -> "(" + any + ")")
        .orElse("false");
  }

  private String hasParent(TargetSet set, OwnedBy.Reference reference, String alias) {
    TargetSet parent = plan.target(reference.parent());
    return "exists (select from %s o where %s%s%s)"
        .formatted(
            tables.tableOf(parent),
            ColumnComparisons.equal(
                reference.columns(), set.row(alias), reference.parentColumns(), parent.keys("o")),
            reference.where() == null
                ? ""
                : " and " + ColumnComparisons.in(alias, reference.where()),
            set.lacksAccountKey(alias));
  }

  /**
   * Locks and counts the rows of an upward set that captured rows refer to: other accounts may be
   * erased at the same time, and the last one deletes the row.
   */
  List<Source> shared(TargetSet set) {
    return set.upward().stream().flatMap(way -> referredTo(set, way).stream()).toList();
  }

  /** The statement that locks what {@link #shared} finds. */
  static String lock(TargetSet set, Source shared, String further) {
    return """
    select count(*)
    from (
      select
      %s
      where %s%s
      order by t.tableoid, t.ctid
      for update of t
    ) locked"""
        .formatted(shared.from(set), shared.where(), further);
  }
}
