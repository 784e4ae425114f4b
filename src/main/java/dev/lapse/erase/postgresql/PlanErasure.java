package dev.lapse.erase.postgresql;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.ColumnName;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.KeyType;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.live.StoreSchema;
import dev.lapse.catalog.live.StoreSchema.Event;
import dev.lapse.erase.postgresql.plan.AccountSequences;
import dev.lapse.erase.postgresql.plan.ErasurePlan;
import dev.lapse.erase.postgresql.plan.ErasurePlan.Mode;
import dev.lapse.erase.postgresql.plan.FindReferences;
import dev.lapse.erase.postgresql.plan.ResolveJoinPaths;
import dev.lapse.erase.postgresql.plan.Step;
import dev.lapse.erase.postgresql.plan.TableReference;
import dev.lapse.erase.postgresql.plan.TargetSet;
import dev.lapse.erase.postgresql.plan.TargetSet.Keys;
import dev.lapse.erase.postgresql.plan.TargetSet.Role;
import dev.lapse.erase.store.BlockedByCatalog;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Plans which sets take part in an erasure, what is captured of them, and in which order. */
final class PlanErasure {
  private final Catalog catalog;
  private final Store store;
  private final StoreSchema schema;
  private final Options options;
  private final List<TableReference> references;
  private final Map<TableName, TargetSet> sets = new TreeMap<>();

  private PlanErasure(Catalog catalog, Store store, StoreSchema schema, Options options) {
    this.catalog = catalog;
    this.store = store;
    this.schema = schema;
    this.options = options;
    this.references = FindReferences.of(catalog, store, schema);
  }

  /**
   * The options of a plan.
   *
   * @param wanted the sets to erase
   * @param wholeAccounts true if whole accounts are erased, including their sequences
   * @param mayBypass the role may keep triggers from firing
   * @param accountsLiveHere the accounts' rows are locked at the point of no return
   * @param oddlySpelled text columns that spell a key differently from PostgreSQL
   * @param expires true for kept sets whose period is over: they are deleted, also if the erasure
   *     of the account anonymized them
   * @param due the condition that a row is due, of sets whose rows go one by one
   */
  record Options(
      Predicate<DataSet> wanted,
      boolean wholeAccounts,
      boolean mayBypass,
      boolean accountsLiveHere,
      Set<ColumnName> oddlySpelled,
      boolean expires,
      Map<TableName, UnaryOperator<String>> due) {

    Options(
        Predicate<DataSet> wanted,
        boolean wholeAccounts,
        boolean mayBypass,
        boolean accountsLiveHere,
        Set<ColumnName> oddlySpelled) {
      this(wanted, wholeAccounts, mayBypass, accountsLiveHere, oddlySpelled, false, Map.of());
    }

    /** For the end of a period of kept sets. */
    static Options expiring(Predicate<DataSet> kept, boolean mayBypass) {
      return new Options(kept, false, mayBypass, false, Set.of(), true, Map.of());
    }

    Options bypassing(boolean may) {
      return new Options(wanted, wholeAccounts, may, accountsLiveHere, oddlySpelled, expires, due);
    }

    Options comparingByValue(Set<ColumnName> columns) {
      return new Options(wanted, wholeAccounts, mayBypass, accountsLiveHere, columns, expires, due);
    }

    Options onlyDue(Map<TableName, UnaryOperator<String>> conditions) {
      return new Options(
          wanted, wholeAccounts, mayBypass, accountsLiveHere, oddlySpelled, expires, conditions);
    }
  }

  /**
   * The plan for a mode.
   *
   * @throws BlockedByCatalog if the sets cannot be erased as the catalog says
   */
  static ErasurePlan of(
      Catalog catalog, Store store, StoreSchema schema, Options options, Mode mode) {
    PlanErasure plan = new PlanErasure(catalog, store, schema, options);
    plan.roles();
    plan.refuseTriggers();
    ErasurePlan withoutKeys = plan.plan(mode, plan.sets, List.of());
    Map<TableName, TargetSet> keyed = new TreeMap<>();
    ChooseKeys choose = new ChooseKeys(withoutKeys, catalog);
    plan.sets.forEach((table, set) -> keyed.put(table, choose.choose(set)));
    ErasurePlan unordered = plan.plan(mode, keyed, List.of());
    return plan.plan(mode, keyed, OrderSteps.of(unordered));
  }

  private ErasurePlan plan(Mode mode, Map<TableName, TargetSet> planned, List<Step> steps) {
    return new ErasurePlan(
        store,
        mode,
        accountType(),
        options.accountsLiveHere() && options.wholeAccounts(),
        planned,
        steps,
        references,
        new AccountSequences(options.wholeAccounts() ? catalog.sequencesOf(store) : List.of()),
        schema.materializedViews().stream()
            .filter(view -> view.reads().stream().anyMatch(this::isChanged))
            .toList(),
        schema,
        catalog.setsOf(store).stream()
            .filter(set -> !set.sideEffects().largeObjects().isEmpty())
            .collect(Collectors.toMap(DataSet::table, set -> set.sideEffects().largeObjects())),
        catalog.setsOf(store).stream()
            .collect(Collectors.toMap(DataSet::table, set -> set.sideEffects().bypasses())),
        options.oddlySpelled(),
        options.mayBypass());
  }

  private String accountType() {
    return schema
        .table(store.accounts())
        .flatMap(table -> table.column(store.key()))
        .flatMap(column -> KeyType.of(column.type()))
        .map(KeyType::castTo)
        .orElse("text");
  }

  private boolean isChanged(TableName table) {
    TargetSet set = sets.get(table);
    return set != null && (set.role() != Role.TRAVERSED || takes(table));
  }

  /** The sets to erase, those through which they are found, and those that cascades include. */
  private void roles() {
    Deque<DataSet> open = new ArrayDeque<>();
    catalog.setsOf(store).stream().filter(options.wanted()).forEach(open::add);
    while (!open.isEmpty()) {
      DataSet set = open.remove();
      if (sets.containsKey(set.table())) {
        continue;
      }
      sets.put(set.table(), target(set, role(set)));
      for (OwnedBy way : set.ways()) {
        way.end().ifPresent(end -> open.add(ResolveJoinPaths.end(catalog, store, set, end)));
      }
      ownReferrers(set).forEach(open::add);
    }
    boolean grown = true;
    while (grown) {
      grown = false;
      for (TableReference reference : references) {
        if (reference.takesAlong() && goes(reference.to()) && !sets.containsKey(reference.from())) {
          DataSet taken = catalog.set(store.name(), reference.from()).orElseThrow();
          sets.put(taken.table(), target(withoutWays(taken), Role.TRAVERSED));
          grown = true;
        }
      }
    }
  }

  /**
   * Sets of an account whose rows may refer to rows found upward that stay, as they do: such rows
   * are no others, and they have to be known for that.
   */
  private List<DataSet> ownReferrers(DataSet set) {
    if (role(set) == Role.ERASED || set.ways(OwnedBy.Referrer.class).isEmpty()) {
      return List.of();
    }
    return references.stream()
        .filter(reference -> reference.to().equals(set.table()))
        .flatMap(reference -> catalog.set(store.name(), reference.from()).stream())
        .filter(from -> !from.ways().isEmpty())
        .toList();
  }

  private boolean goes(TableName table) {
    TargetSet set = sets.get(table);
    return set != null && (set.role() == Role.ERASED || takes(table));
  }

  /** True if rows of the table are deleted along with other rows. */
  private boolean takes(TableName table) {
    Set<TableName> seen = new HashSet<>();
    Deque<TableName> open = new ArrayDeque<>(List.of(table));
    while (!open.isEmpty()) {
      TableName from = open.remove();
      if (!seen.add(from)) {
        continue;
      }
      for (TableReference reference : references) {
        if (reference.from().equals(from) && reference.takesAlong()) {
          TargetSet to = sets.get(reference.to());
          if (to != null && to.role() == Role.ERASED) {
            return true;
          }
          open.add(reference.to());
        }
      }
    }
    return false;
  }

  /**
   * Rows of a set that is not erased itself are not searched, except those that cascades include.
   */
  private static DataSet withoutWays(DataSet set) {
    return new DataSet(
        set.store(),
        set.table(),
        new DataSet.Ownership.Shared(),
        false,
        null,
        Map.of(),
        Map.of(),
        set.sideEffects(),
        null,
        set.at());
  }

  private Role role(DataSet set) {
    if (!options.wanted().test(set)) {
      return Role.TRAVERSED;
    }
    return set.anonymize().isEmpty() || options.expires() ? Role.ERASED : Role.ANONYMIZED;
  }

  private TargetSet target(DataSet set, Role role) {
    StoreSchema.Table live = schema.table(set.table()).orElseThrow();
    boolean fires =
        schema.triggersOf(set.table()).stream()
            .filter(trigger -> fires(trigger, set, role))
            .anyMatch(trigger -> !set.sideEffects().bypasses().contains(trigger.name()));
    return new TargetSet(
        set,
        live,
        role,
        Keys.NONE,
        List.of(),
        fires,
        options.oddlySpelled().stream()
            .filter(column -> column.table().equals(set.table()))
            .map(ColumnName::column)
            .collect(Collectors.toSet()),
        role == Role.ERASED ? options.due().get(set.table()) : null);
  }

  private static boolean fires(StoreSchema.Trigger trigger, DataSet set, Role role) {
    return role == Role.ANONYMIZED
        ? trigger.firesOnUpdateOf(set.anonymize().keySet())
        : trigger.events().contains(Event.DELETE);
  }

  private void refuseTriggers() {
    for (TargetSet set : sets.values()) {
      if (set.role() == Role.TRAVERSED && !takes(set.table())) {
        continue;
      }
      for (StoreSchema.Trigger trigger : schema.triggersOf(set.table())) {
        if (!fires(trigger, set.set(), set.role())
            || !set.set().sideEffects().bypasses().contains(trigger.name())) {
          continue;
        }
        if (!options.mayBypass()) {
          throw new BlockedByCatalog(
              "%s bypasses trigger %s, but the role may not: grant set on parameter session_replication_role to it"
                  .formatted(set.set().name(), trigger.name()));
        }
        if (trigger.onReplica()) {
          throw new BlockedByCatalog(
              "trigger %s of %s is enabled always and cannot be bypassed"
                  .formatted(trigger.name(), set.set().name()));
        }
        if (set.firesTriggers()) {
          throw new BlockedByCatalog(
              "%s bypasses some of its triggers and not others; all of them fire or none"
                  .formatted(set.set().name()));
        }
      }
      refuseUncheckedReference(set);
    }
  }

  /** If no trigger fires, none checks whether an anonymized reference leads to a row. */
  private void refuseUncheckedReference(TargetSet set) {
    if (set.role() != Role.ANONYMIZED || set.set().sideEffects().bypasses().isEmpty()) {
      return;
    }
    for (TableReference reference : references) {
      boolean unchecked =
          reference.from().equals(set.table())
              && reference.declared() != null
              && reference.columns().stream()
                  .anyMatch(column -> set.set().anonymize().get(column) != null);
      if (unchecked) {
        throw new BlockedByCatalog(
            "%s bypasses its triggers, and anonymizes the reference %s, which would not be checked; anonymize it with null, or do not bypass"
                .formatted(set.set().name(), reference.name()));
      }
    }
  }
}
