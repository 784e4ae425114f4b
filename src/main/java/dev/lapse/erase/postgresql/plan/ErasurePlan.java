package dev.lapse.erase.postgresql.plan;

import dev.lapse.catalog.ColumnExpression;
import dev.lapse.catalog.ColumnName;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.live.StoreSchema;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * How accounts are erased from a store, computed once per run and {@link Mode}.
 *
 * @param accountType the type of the accounts' key in statements
 * @param accountsLast true if the accounts' own rows go after the point of no return, because their
 *     truth lives there and is locked for it
 * @param sets all sets that take part, by table
 * @param steps the steps in order
 * @param references all references between tables of the store
 * @param views materialized views that show erased rows
 * @param largeObjects the columns of all tables that name large objects
 * @param bypasses the triggers that must not fire, by table
 * @param oddlySpelled text columns that spell a key differently from PostgreSQL
 * @param mayBypass true if the role may keep triggers from firing
 */
public record ErasurePlan(
    Store store,
    Mode mode,
    String accountType,
    boolean accountsLast,
    Map<TableName, TargetSet> sets,
    List<Step> steps,
    List<TableReference> references,
    AccountSequences sequences,
    List<StoreSchema.MaterializedView> views,
    StoreSchema schema,
    Map<TableName, List<String>> largeObjects,
    Map<TableName, Set<String>> bypasses,
    Set<ColumnName> oddlySpelled,
    boolean mayBypass) {

  /** In which order rows are found and deleted. */
  public enum Mode {
    /** A row is deleted before the rows that refer to it. Needs the right to disable triggers. */
    PARENTS_FIRST,
    /** A row is deleted after the rows that refer to it, as foreign keys require. */
    CHILDREN_FIRST,
    /** Children first, in several transactions; none of them leaves rows that cannot be found. */
    IN_SLICES,
    /** Nothing is deleted: rows are found and counted. */
    LOOKING
  }

  public Optional<TargetSet> set(TableName table) {
    return Optional.ofNullable(sets.get(table));
  }

  /** The set of a table that is known to take part. */
  public TargetSet target(TableName table) {
    return set(table).orElseThrow();
  }

  public List<TableReference> referencesTo(TableName table) {
    return references.stream().filter(reference -> reference.to().equals(table)).toList();
  }

  /** True if rows of the set are deleted that are not the account's: by an accepted cascade. */
  public boolean isTakenAlong(TargetSet set) {
    return !takenBy(set).isEmpty();
  }

  /** The references by which rows of the set are deleted along with others. */
  public List<TableReference> takenBy(TargetSet set) {
    return references.stream()
        .filter(reference -> reference.from().equals(set.table()) && reference.takesAlong())
        .filter(reference -> set(reference.to()).filter(this::deletes).isPresent())
        .toList();
  }

  /** True if some rows of the set are deleted. */
  public boolean deletes(TargetSet set) {
    return set.role() == TargetSet.Role.ERASED || isTakenAlong(set);
  }

  /** True if some rows of the set are deleted or changed. */
  public boolean changes(TargetSet set) {
    return set.role() == TargetSet.Role.ANONYMIZED || deletes(set);
  }

  /**
   * True if the writes to a set are made without firing triggers, those of foreign keys among them.
   */
  public boolean bypasses(TargetSet set) {
    return mayBypass
        && !set.firesTriggers()
        && (set.role() != TargetSet.Role.ANONYMIZED
            || !set.set().sideEffects().bypasses().isEmpty());
  }

  /** True if rows are deleted by the statements that find them. */
  public boolean isDeletedAtOnce(TargetSet set) {
    return isDeletedAtOnce(set, new HashSet<>());
  }

  /** Referenced rows are deleted at once only after all rows that refer to them. */
  private boolean isDeletedAtOnce(TargetSet set, Set<TableName> seen) {
    if (!mayBeDeletedAtOnce(set) || !among(set).isEmpty() || isInCircleThatIsFoundFirst(set)) {
      return false;
    }
    if (!set.isOwnedByReferrers()) {
      return true;
    }
    if (!seen.add(set.table())) {
      return false;
    }
    boolean after =
        referencesTo(set.table()).stream()
            .filter(reference -> !reference.way() && !reference.isToItself())
            .map(reference -> sets.get(reference.from()))
            .filter(Objects::nonNull)
            .allMatch(from -> isDeletedAtOnce(from, seen));
    seen.remove(set.table());
    return after;
  }

  private boolean mayBeDeletedAtOnce(TargetSet set) {
    return mode == Mode.PARENTS_FIRST
        && set.role() == TargetSet.Role.ERASED
        && bypasses(set)
        && !isTakenAlong(set)
        && !(isAccounts(set) && accountsLast);
  }

  /**
   * True if the set belongs to a circle of sets that are found through each other, and one of them
   * is found upward or has to be found before it is deleted: then all of them are.
   */
  private boolean isInCircleThatIsFoundFirst(TargetSet set) {
    Set<TableName> earlier = foundBefore(set);
    return earlier.contains(set.table())
        && earlier.stream()
            .map(this::target)
            .filter(other -> other.isOwnedByReferrers() || !mayBeDeletedAtOnce(other))
            .anyMatch(other -> foundBefore(other).contains(set.table()));
  }

  /** All sets whose rows are found before those of a set: itself among them if in a circle. */
  private Set<TableName> foundBefore(TargetSet set) {
    Set<TableName> earlier = new HashSet<>();
    Deque<TargetSet> open = new ArrayDeque<>(List.of(set));
    while (!open.isEmpty()) {
      TargetSet next = open.remove();
      foundThrough(next).stream()
          .filter(other -> !other.equals(next.table()) && earlier.add(other))
          .map(this::target)
          .forEach(open::add);
    }
    return earlier;
  }

  /**
   * The references by which rows of a set that is found upward refer to each other. A row goes only
   * if all that refer to it go as well, so all have to be found first.
   */
  public List<TableReference> among(TargetSet set) {
    return keeping(set).stream().filter(TableReference::isToItself).toList();
  }

  /**
   * The references to rows of an upward set from rows that are found in the same step: whether
   * these stay is known only once all are found.
   */
  public List<TableReference> decidedLast(TargetSet set) {
    Set<TableName> together =
        steps.stream()
            .filter(Step.Find.class::isInstance)
            .map(step -> step.sets().stream().map(TargetSet::table).collect(Collectors.toSet()))
            .filter(tables -> tables.contains(set.table()))
            .findFirst()
            .orElse(Set.of());
    return keeping(set).stream()
        .filter(reference -> together.contains(reference.from()))
        .filter(reference -> endsWith(set, reference))
        .toList();
  }

  /**
   * The references by which an account's rows keep rows of an upward set that are not found by
   * them: they are found no more once the last row by which they are found is gone.
   */
  public List<TableReference> keepingWithoutPath(TargetSet set) {
    return keeping(set).stream()
        .filter(reference -> sets.containsKey(reference.from()))
        .filter(reference -> target(reference.from()).endsReference(reference))
        .filter(reference -> !set.isFoundBy(reference))
        .toList();
  }

  /**
   * The references by which an account's rows, which stay, keep rows of an upward set that other
   * accounts share from being anonymized: also with the last of these accounts.
   */
  public List<TableReference> keepingForGood(TargetSet set) {
    return set.role() != TargetSet.Role.ANONYMIZED
        ? List.of()
        : keeping(set).stream()
            .filter(reference -> sets.containsKey(reference.from()))
            .filter(reference -> !target(reference.from()).endsReference(reference))
            .filter(reference -> !reference.isToItself())
            .toList();
  }

  /** The upward sets whose rows stay while rows of another set refer to them. */
  public List<TargetSet> keptBy(TargetSet from) {
    return sets.values().stream()
        .filter(set -> !set.equals(from))
        .filter(
            set ->
                keeping(set).stream().anyMatch(reference -> reference.from().equals(from.table())))
        .toList();
  }

  /** The references by which rows keep rows of an upward set to which they refer. */
  private List<TableReference> keeping(TargetSet set) {
    return set.isOwnedByReferrers()
        ? referencesTo(set.table()).stream()
            .filter(reference -> !reference.way() && !isOwnedThrough(reference))
            .toList()
        : List.of();
  }

  /**
   * True if an account's rows with this reference do not keep the row of an upward set: they no
   * longer have it, or the row itself stays.
   */
  public boolean endsWith(TargetSet set, TableReference reference) {
    return set.role() != TargetSet.Role.ERASED || target(reference.from()).endsReference(reference);
  }

  /** The sets whose rows say which rows of a set are an account's. */
  public Set<TableName> foundThrough(TargetSet set) {
    Set<TableName> through = new TreeSet<>();
    set.set().ways().forEach(way -> way.end().filter(sets::containsKey).ifPresent(through::add));
    takenBy(set).forEach(reference -> through.add(reference.to()));
    keeping(set).stream()
        .filter(reference -> !reference.isToItself())
        .map(TableReference::from)
        .filter(sets::containsKey)
        .forEach(through::add);
    return through;
  }

  /**
   * True if rows with this reference may be found through rows of the table that it refers to; not
   * if these are found by the reference.
   */
  public boolean isOwnedThrough(TableReference reference) {
    if (set(reference.to()).filter(to -> to.isFoundBy(reference)).isPresent()) {
      return false;
    }
    Set<TableName> seen = new HashSet<>();
    Deque<TableName> open = new ArrayDeque<>(List.of(reference.from()));
    while (!open.isEmpty()) {
      TargetSet from = sets.get(open.remove());
      if (from != null && seen.add(from.table())) {
        for (OwnedBy.Reference way : from.set().ways(OwnedBy.Reference.class)) {
          if (way.parent().equals(reference.to())) {
            return true;
          }
          open.add(way.parent());
        }
      }
    }
    return false;
  }

  /** The triggers of any table that must not fire. */
  public Set<String> bypassed(TableName table) {
    return bypasses.getOrDefault(table, Set.of());
  }

  /** True if triggers of the product fire that may raise, even if only at the last row. */
  public boolean firesTriggersOnDelete() {
    return sets.values().stream().anyMatch(set -> deletes(set) && set.firesTriggers());
  }

  /** True if something is written into rows that are not deleted. */
  public boolean changesRowsThatStay() {
    return sets.values().stream().anyMatch(set -> set.role() == TargetSet.Role.ANONYMIZED)
        || references.stream()
            .filter(TableReference::isEnded)
            .anyMatch(reference -> set(reference.to()).filter(this::deletes).isPresent());
  }

  public boolean isAccounts(TargetSet set) {
    return set.table().equals(store.accounts());
  }

  /** The live rows of any table, for queries. */
  public String rows(TableName table) {
    return live(table).rows();
  }

  /** The live rows {@code x} that refer to the row {@code t} of a set, for queries. */
  public String referrers(TableReference reference, TargetSet set) {
    return "from %s x where %s%s"
        .formatted(
            rows(reference.from()),
            ColumnComparisons.references(reference, row(reference.from(), "x"), set.row("t")),
            reference.where() == null
                ? ""
                : " and " + ColumnComparisons.in("x", reference.where()));
  }

  /** True if an index serves the look for rows with this reference. */
  public boolean isIndexed(TableReference reference) {
    return live(reference.from()).isIndexed(reference.columns());
  }

  public StoreSchema.Table live(TableName table) {
    return schema.table(table).orElseThrow();
  }

  /** The columns of a live row of any table under {@code alias}, for comparisons. */
  public ColumnComparisons.Side row(TableName table, String alias) {
    return new ColumnComparisons.Side(
        column -> ColumnExpression.sql(alias, column),
        column ->
            live(table)
                .column(column)
                .map(StoreSchema.Column::type)
                .orElseThrow(() -> new IllegalStateException(table + " has no column " + column)),
        column -> oddlySpelled.contains(new ColumnName(table, column)));
  }
}
