package dev.lapse.erase.postgresql;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.ColumnExpression;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.TableName;
import dev.lapse.erase.postgresql.plan.ErasurePlan;
import dev.lapse.erase.postgresql.plan.TableReference;
import dev.lapse.erase.postgresql.plan.TargetSet;
import dev.lapse.erase.postgresql.plan.TargetSet.Keys;
import dev.lapse.erase.postgresql.rows.DanglingReferences;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Decides whether and when rows of a set are captured, and which of their columns. */
final class ChooseKeys {
  private final ErasurePlan plan;
  private final Catalog catalog;
  private final Set<TableName> inCircle = new HashSet<>();

  ChooseKeys(ErasurePlan plan, Catalog catalog) {
    this.plan = plan;
    this.catalog = catalog;
    Map<TableName, Set<TableName>> refers = new HashMap<>();
    for (TableReference reference : plan.references()) {
      if (!reference.isToItself() && (reference.declared() != null || reference.way())) {
        refers.computeIfAbsent(reference.from(), from -> new HashSet<>()).add(reference.to());
      }
    }
    StronglyConnectedComponents.of(plan.sets().keySet(), refers).stream()
        .filter(component -> component.size() > 1)
        .forEach(inCircle::addAll);
  }

  TargetSet choose(TargetSet set) {
    Keys keys = when(set);
    return new TargetSet(
        set.set(),
        set.live(),
        set.role(),
        keys,
        columns(set, keys),
        set.firesTriggers(),
        set.oddlySpelled(),
        set.due());
  }

  private Keys when(TargetSet set) {
    boolean changes = plan.changes(set);
    if (!plan.among(set).isEmpty()) {
      return Keys.PLACED;
    }
    return switch (plan.mode()) {
      case PARENTS_FIRST -> {
        boolean placed = !plan.isDeletedAtOnce(set);
        boolean needed = isNeeded(set) || losesItsOwner(set) || (changes && set.firesTriggers());
        yield needed ? (placed ? Keys.PLACED : Keys.RETURNED) : Keys.NONE;
      }
      case CHILDREN_FIRST ->
          isNeeded(set)
                  || losesItsOwner(set)
                  || (changes
                      && (set.firesTriggers() || isInCircle(set) || set.set().ways().size() > 1))
              ? Keys.PLACED
              : Keys.NONE;
      case IN_SLICES -> isNeeded(set) || changes ? Keys.PLACED : Keys.NONE;
      case LOOKING ->
          isNeeded(set) || set.isOwnedByReferrers() || set.set().ways().size() > 1
              ? Keys.PLACED
              : Keys.NONE;
    };
  }

  /** True if a changed row no longer shows its owner. */
  private static boolean losesItsOwner(TargetSet set) {
    return set.set().recognizedBy().stream()
        .map(ColumnExpression::base)
        .anyMatch(set.set().anonymize()::containsKey);
  }

  private boolean isInCircle(TargetSet set) {
    return inCircle.contains(set.table());
  }

  /** True if other rows are found or searched through its rows. */
  private boolean isNeeded(TargetSet set) {
    boolean through =
        plan.sets().values().stream()
            .flatMap(other -> other.set().ways().stream())
            .anyMatch(way -> way.endsAt(set.table()));
    return through
        || keepsOthers(set)
        || plan.isTakenAlong(set)
        || !set.set().sideEffects().largeObjects().isEmpty()
        || (plan.deletes(set)
            && plan.referencesTo(set.table()).stream().anyMatch(this::isLookedAt));
  }

  /** True if rows of another set are deleted only once none of its rows refers to them. */
  private boolean keepsOthers(TargetSet set) {
    return plan.references().stream()
        .filter(reference -> reference.from().equals(set.table()) && !reference.way())
        .map(reference -> plan.sets().get(reference.to()))
        .anyMatch(to -> to != null && to.isOwnedByReferrers());
  }

  private boolean isLookedAt(TableReference reference) {
    return switch (plan.mode()) {
      case LOOKING, IN_SLICES, PARENTS_FIRST ->
          DanglingReferences.canHaveSurvivors(plan, reference);
      case CHILDREN_FIRST ->
          reference.declared() == null || reference.actsOnReferrer() || reference.accepted();
    };
  }

  private List<String> columns(TargetSet set, Keys keys) {
    if (keys == Keys.NONE) {
      return List.of();
    }
    Set<String> columns = new TreeSet<>();
    if (keys == Keys.PLACED) {
      columns.addAll(set.set().recognizedBy());
      if (set.accountKeys().isEmpty() || plan.isTakenAlong(set)) {
        columns.addAll(set.live().primaryKey());
      }
      plan.takenBy(set).forEach(reference -> columns.addAll(reference.columns()));
    }
    for (TableReference reference : plan.references()) {
      if (reference.to().equals(set.table())) {
        columns.addAll(reference.toColumns());
      }
      if (reference.from().equals(set.table())) {
        catalog
            .set(plan.store().name(), reference.to())
            .filter(to -> !to.ways(OwnedBy.Referrer.class).isEmpty())
            .ifPresent(
                to -> {
                  columns.addAll(reference.columns());
                  if (reference.where() != null) {
                    columns.add(reference.where().column());
                  }
                });
      }
    }
    columns.addAll(set.set().sideEffects().largeObjects());
    return List.copyOf(columns);
  }
}
