package dev.lapse.catalog.check;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.Identifier;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.check.CatalogProblem.Kind;
import dev.lapse.catalog.live.StoreSchema;
import dev.lapse.catalog.live.StoreSchema.Event;
import dev.lapse.catalog.live.StoreSchema.Trigger;
import dev.lapse.file.YamlScalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Finds triggers and rules that an erasure would fire and that nobody has reviewed. */
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
    boolean deletes = set.isErased() || set.keep() != null || check.isTakenAlong();
    for (Trigger trigger : live.triggersOf(set.table())) {
      boolean onDelete = deletes && trigger.events().contains(Event.DELETE);
      boolean onUpdate = trigger.firesOnUpdateOf(updated);
      boolean writes =
          ((set.isErased() || set.keep() != null) && trigger.events().contains(Event.DELETE))
              || trigger.firesOnUpdateOf(set.anonymize().keySet());
      if (set.sideEffects().bypasses().contains(trigger.name())) {
        check.bypassed(trigger);
      } else if (trigger.rule() && writes) {
        check.rule(trigger);
      } else if (set.accepts(trigger.name())) {
        if (onUpdate) {
          check.accepted(trigger);
        }
      } else if (onDelete) {
        check.add(
            "delete trigger %1$s on %2$s has not been reviewed; let it fire (accepts: [%1$s]) or disable it for erasures (bypasses: [%1$s])"
                .formatted(trigger.name(), set.table()),
            eitherLine(trigger));
      } else if (onUpdate) {
        check.add(
            "update trigger %1$s on %2$s has not been reviewed: it fires when %3$s is set; let it fire (accepts: [%1$s]) or disable it for erasures (bypasses: [%1$s])"
                .formatted(trigger.name(), set.table(), String.join(", ", updated)),
            eitherLine(trigger));
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
          "trigger %s on %s is set to ENABLE ALWAYS and cannot be bypassed; accept it, or enable it normally: alter table %s enable trigger %s"
              .formatted(
                  trigger.name(), set.table(), set.table().sql(), Identifier.quote(trigger.name())),
          "accepts: [%s]".formatted(YamlScalar.of(trigger.name())));
    }
  }

  /** It would rewrite the statements that count what they delete or change. */
  private void rule(Trigger rule) {
    add(
        "%3$s trigger %1$s on %2$s %4$s: it is a rule, and PostgreSQL refuses the statements of an erasure where one takes part; disable it for erasures (bypasses: [%1$s]), or make it a trigger"
            .formatted(
                rule.name(),
                set.table(),
                rule.events().contains(Event.DELETE) ? "delete" : "update",
                set.accepts(rule.name()) ? "cannot be accepted" : "has not been reviewed"),
        "bypasses: [%s]".formatted(YamlScalar.of(rule.name())));
  }

  /**
   * Values that it copies would stay forever in a table that belongs to nobody. Logging deleted
   * rows may be intended.
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
            "trigger %1$s on %2$s is accepted, but %3$s writes to %4$s, which is shared: account data that it writes would stay; give %4$s an owner (owned-by), or bypass the trigger (bypasses: [%1$s])"
                .formatted(trigger.name(), set.table(), trigger.function(), written),
            "bypasses: [%s]".formatted(YamlScalar.of(trigger.name())));
      }
    }
  }

  private void add(String message, String line) {
    problems.add(new CatalogProblem(Kind.TRIGGER, set.table(), message, line, set.at()));
  }

  private static String eitherLine(Trigger trigger) {
    return "accepts: [%1$s], or bypasses: [%1$s]".formatted(YamlScalar.of(trigger.name()));
  }
}
