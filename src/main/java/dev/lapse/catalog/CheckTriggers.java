package dev.lapse.catalog;

import dev.lapse.catalog.CatalogProblem.Kind;
import dev.lapse.catalog.StoreSchema.Event;
import dev.lapse.catalog.StoreSchema.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Finds triggers and rules that an erasure would set off and that nobody has reviewed. */
final class CheckTriggers {
  private final Catalog catalog;
  private final DataSet set;
  private final StoreSchema live;
  private final List<CatalogProblem> problems = new ArrayList<>();

  private CheckTriggers(Catalog catalog, DataSet set, StoreSchema live) {
    this.catalog = catalog;
    this.set = set;
    this.live = live;
  }

  static List<CatalogProblem> of(Catalog catalog, DataSet set, StoreSchema live) {
    CheckTriggers check = new CheckTriggers(catalog, set, live);
    Set<String> updated = UpdatedColumns.of(set, live);
    boolean deletes = set.isErased() || check.isTakenAlong();
    for (Trigger trigger : live.triggersOf(set.table())) {
      boolean onDelete = deletes && trigger.events().contains(Event.DELETE);
      boolean onUpdate = trigger.firesOnUpdateOf(updated);
      if (set.further().bypasses().contains(trigger.name())) {
        check.bypassed(trigger);
      } else if (set.accepts(trigger.name())) {
        if (onUpdate) {
          check.accepted(trigger);
        }
      } else if (onDelete) {
        check.add(
            "trigger %1$s of %2$s runs when rows are deleted, and nobody said that what it does is right; let it run (accepts: [%1$s]) or keep it from running (bypasses: [%1$s])"
                .formatted(trigger.name(), set.table()));
      } else if (onUpdate) {
        check.add(
            "update trigger %1$s on %2$s has not been reviewed: it runs when %3$s is set; let it run (accepts: [%1$s]) or keep it from running (bypasses: [%1$s])"
                .formatted(trigger.name(), set.table(), String.join(", ", updated)));
      }
    }
    return check.problems;
  }

  private boolean isTakenAlong() {
    return live.foreignKeys().stream()
        .anyMatch(
            key ->
                key.from().equals(set.table())
                    && key.onDelete() == StoreSchema.OnDelete.CASCADE
                    && set.accepts(key.name()));
  }

  private void bypassed(Trigger trigger) {
    if (trigger.onReplica()) {
      add(
          "trigger %s of %s is enabled always and cannot be bypassed; accept it, or let it be enabled as others are: alter table %s enable trigger %s"
              .formatted(
                  trigger.name(),
                  set.table(),
                  set.table().sql(),
                  Identifier.quote(trigger.name())));
    }
  }

  /**
   * What it copies of a value that is removed would stay for good in a table that is nobody's. Of
   * rows that are deleted some keep a log on purpose.
   */
  private void accepted(Trigger trigger) {
    for (TableName written : WritesOfTrigger.of(trigger, live)) {
      boolean shared =
          catalog
              .set(set.store(), written)
              .filter(other -> other.ownership() instanceof DataSet.Ownership.Shared)
              .isPresent();
      if (shared) {
        add(
            "trigger %1$s of %2$s is accepted, but %3$s writes to %4$s, which is shared: what it writes of an account would stay; say whose %4$s is (owned-by), or bypass the trigger (bypasses: [%1$s])"
                .formatted(trigger.name(), set.table(), trigger.function(), written));
      }
    }
  }

  private void add(String message) {
    problems.add(new CatalogProblem(Kind.SIDE_EFFECT, set.table(), message, set.at()));
  }
}
