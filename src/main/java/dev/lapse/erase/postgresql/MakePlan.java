package dev.lapse.erase.postgresql;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.StoreSchema;
import dev.lapse.catalog.TableName;
import dev.lapse.erase.BlockedByCatalog;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Works out what is captured of a store, in which order, and in which order it is deleted. */
final class MakePlan {
  private final Catalog catalog;
  private final Store store;
  private final StoreSchema schema;
  private final Predicate<DataSet> wanted;
  private final boolean wholeAccounts;
  private final boolean mayBypass;
  private final List<Pointer> pointers;
  private final Map<TableName, CapturedSet> sets = new TreeMap<>();

  private MakePlan(
      Catalog catalog,
      Store store,
      StoreSchema schema,
      Predicate<DataSet> wanted,
      boolean wholeAccounts,
      boolean mayBypass) {
    this.wholeAccounts = wholeAccounts;
    this.catalog = catalog;
    this.store = store;
    this.schema = schema;
    this.wanted = wanted;
    this.mayBypass = mayBypass;
    this.pointers = FindPointers.of(catalog, store, schema);
  }

  /**
   * @param wanted the sets that are erased
   * @param wholeAccounts true if nothing but what is kept remains of the accounts, so that their
   *     sequences go too
   * @throws BlockedByCatalog if the sets cannot be captured or deleted as the catalog says
   */
  static StorePlan of(
      Catalog catalog,
      Store store,
      StoreSchema schema,
      Predicate<DataSet> wanted,
      boolean wholeAccounts,
      boolean mayBypass) {
    MakePlan make = new MakePlan(catalog, store, schema, wanted, wholeAccounts, mayBypass);
    make.neededSets().forEach(set -> make.sets.put(set.table(), make.captured(set)));
    return make.plan();
  }

  private StorePlan plan() {
    return new StorePlan(
        store,
        sets,
        captureOrder(),
        deletionOrder(),
        pointers,
        unbypassed(),
        new AccountSequences(wholeAccounts ? catalog.sequencesOf(store) : List.of()),
        schema.materializedViews().stream()
            .filter(view -> view.reads().stream().anyMatch(this::isChanged))
            .toList(),
        schema,
        catalog.setsOf(store).stream()
            .filter(set -> !set.further().largeObjects().isEmpty())
            .collect(Collectors.toMap(DataSet::table, set -> set.further().largeObjects())),
        mayBypass);
  }

  private boolean isChanged(TableName table) {
    CapturedSet set = sets.get(table);
    return set != null && set.role() != CapturedSet.Role.PASSED;
  }

  /** What is to be erased, and what it is found through. */
  private List<DataSet> neededSets() {
    Map<TableName, DataSet> needed = new TreeMap<>();
    Deque<DataSet> open = new ArrayDeque<>();
    catalog.setsOf(store).stream().filter(wanted).forEach(open::add);
    while (!open.isEmpty()) {
      DataSet set = open.remove();
      if (needed.putIfAbsent(set.table(), set) == null) {
        for (OwnedBy way : set.ways()) {
          end(way).ifPresent(end -> open.add(owned(set, end)));
        }
      }
    }
    return List.copyOf(needed.values());
  }

  private DataSet owned(DataSet set, TableName end) {
    return catalog
        .set(store.name(), end)
        .filter(DataSet::isOwned)
        .orElseThrow(
            () ->
                new BlockedByCatalog(
                    "%s is owned through %s, which belongs to no account"
                        .formatted(set.name(), end)));
  }

  private static java.util.Optional<TableName> end(OwnedBy way) {
    if (way instanceof OwnedBy.Reference reference) {
      return java.util.Optional.of(reference.parent());
    }
    return way instanceof OwnedBy.Referrer referrer
        ? java.util.Optional.of(referrer.referrer())
        : java.util.Optional.empty();
  }

  private CapturedSet captured(DataSet set) {
    StoreSchema.Table live = schema.table(set.table()).orElseThrow();
    Set<String> columns = new TreeSet<>(CapturedSet.recognizedBy(set));
    for (Pointer pointer : pointers) {
      if (pointer.to().equals(set.table())) {
        columns.addAll(pointer.toColumns());
      }
      if (pointer.from().equals(set.table())) {
        catalog
            .set(store.name(), pointer.to())
            .filter(to -> to.ways().stream().anyMatch(OwnedBy.Referrer.class::isInstance))
            .ifPresent(to -> columns.addAll(pointer.columns()));
      }
    }
    if (set.ways().stream().noneMatch(OwnedBy.Key.class::isInstance)) {
      columns.addAll(live.primaryKey());
    }
    columns.addAll(set.further().largeObjects());
    CapturedSet.Role role =
        !wanted.test(set)
            ? CapturedSet.Role.PASSED
            : set.anonymize().isEmpty() ? CapturedSet.Role.ERASED : CapturedSet.Role.ANONYMIZED;
    return new CapturedSet(set, live, role, List.copyOf(columns));
  }

  private List<List<CapturedSet>> captureOrder() {
    Map<TableName, Set<TableName>> needs = new HashMap<>();
    for (CapturedSet set : sets.values()) {
      Set<TableName> before = new HashSet<>();
      set.set().ways().forEach(way -> end(way).ifPresent(before::add));
      if (set.isUpward()) {
        pointers.stream()
            .filter(pointer -> pointer.to().equals(set.table()) && !pointer.way())
            .filter(pointer -> !pointer.isToItself())
            .map(Pointer::from)
            .filter(sets::containsKey)
            .forEach(before::add);
      }
      needs.put(set.table(), before);
    }
    List<List<CapturedSet>> order = components(needs);
    for (List<CapturedSet> component : order) {
      if (component.size() > 1 && component.stream().anyMatch(CapturedSet::isUpward)) {
        throw new BlockedByCatalog(
            "%s are found through each other, one of them upward ('<-'); name another way for one of them"
                .formatted(
                    component.stream().map(CapturedSet::name).collect(Collectors.joining(", "))));
      }
    }
    return order;
  }

  /** What refers goes before what it refers to; the accounts' own rows go last. */
  private List<List<CapturedSet>> deletionOrder() {
    Map<TableName, Set<TableName>> needs = new HashMap<>();
    for (Pointer pointer : pointers) {
      CapturedSet from = sets.get(pointer.from());
      if (from != null && !pointer.isToItself() && (pointer.way() || from.endsReference(pointer))) {
        needs.computeIfAbsent(pointer.to(), to -> new HashSet<>()).add(pointer.from());
      }
    }
    needs
        .computeIfAbsent(store.accounts(), accounts -> new HashSet<>())
        .addAll(sets.keySet().stream().filter(table -> !table.equals(store.accounts())).toList());
    List<List<CapturedSet>> order = new ArrayList<>();
    for (List<CapturedSet> component : components(needs)) {
      List<CapturedSet> changed =
          component.stream().filter(set -> set.role() != CapturedSet.Role.PASSED).toList();
      if (!changed.isEmpty()) {
        order.add(changed);
      }
    }
    return List.copyOf(order);
  }

  private List<List<CapturedSet>> components(Map<TableName, Set<TableName>> needs) {
    return Components.of(sets.keySet(), needs).stream()
        .map(component -> component.stream().map(sets::get).toList())
        .toList();
  }

  private Set<TableName> unbypassed() {
    Set<TableName> unbypassed = new HashSet<>();
    for (CapturedSet set : sets.values()) {
      for (StoreSchema.Trigger trigger : schema.triggersOf(set.table(), StoreSchema.Event.DELETE)) {
        boolean bypassed = set.set().further().bypasses().contains(trigger.name());
        if (!bypassed) {
          unbypassed.add(set.table());
        } else if (!mayBypass) {
          throw new BlockedByCatalog(
              "%s bypasses trigger %s, but the role may not: grant set on parameter session_replication_role to it"
                  .formatted(set.name(), trigger.name()));
        } else if (trigger.onReplica()) {
          throw new BlockedByCatalog(
              "trigger %s of %s is enabled always and cannot be bypassed"
                  .formatted(trigger.name(), set.name()));
        }
      }
      if (unbypassed.contains(set.table()) && !set.set().further().bypasses().isEmpty()) {
        throw new BlockedByCatalog(
            "%s bypasses some of its delete triggers and not others; all of them fire or none"
                .formatted(set.name()));
      }
    }
    for (Pointer pointer : pointers) {
      if (pointer.accepted() && pointer.actsOnReferrer()) {
        unbypassed.add(pointer.to());
      }
    }
    return Set.copyOf(unbypassed);
  }
}
