package dev.lapse.erase;

import dev.lapse.account.Outcome;
import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.DataSet;
import dev.lapse.erase.store.DueRows;
import dev.lapse.erase.store.KeptRows;
import dev.lapse.erase.store.PreparedStores;
import dev.lapse.erase.store.RowDates;
import dev.lapse.erase.store.StoreErasure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Groups accounts with the same due sets and rows, which are erased together: rows of one may refer
 * to rows of another.
 */
@Component
class GroupKept {
  private final Supplier<Catalog> catalog;

  GroupKept(Supplier<Catalog> catalog) {
    this.catalog = catalog;
  }

  /** What stays of a set whose rows go one by one, until when. */
  record Rest(DueKept of, Instant next) {}

  /**
   * Carries out an action on each group.
   *
   * @param prepare the stores with sets of these names
   * @param by rows whose period is over then are due
   * @param outcomes gets the accounts whose sets cannot be erased, and why
   * @return what stays once the due rows are erased
   */
  List<Rest> each(
      Function<Set<String>, PreparedStores> prepare,
      Collection<DueKept> due,
      Instant by,
      Map<String, Outcome> outcomes,
      BiConsumer<List<StoreErasure>, List<String>> action) {
    List<Rest> rest = new ArrayList<>();
    Map<String, Map<String, DueKept>> byAccount = new TreeMap<>();
    due.forEach(
        kept ->
            byAccount
                .computeIfAbsent(kept.accountId(), id -> new TreeMap<>())
                .put(kept.set(), kept));
    Map<Map<String, String>, List<Map<String, DueKept>>> alike = new LinkedHashMap<>();
    byAccount.values().forEach(sets -> group(sets, alike));
    alike.forEach(
        (sets, accounts) -> {
          List<String> ids = accounts.stream().map(GroupKept::account).toList();
          PreparedStores prepared = prepare.apply(sets.keySet());
          String blocked = prepared.blocked();
          String changed = blocked == null ? changed(sets) : null;
          if (blocked != null) {
            ids.forEach(id -> outcomes.put(id, prepared.failed(blocked)));
          } else if (changed != null) {
            ids.forEach(id -> outcomes.put(id, new Outcome.Failed(changed)));
          } else if (sets.values().stream().allMatch(String::isEmpty)) {
            action.accept(prepared.stores(), ids);
          } else {
            rest.addAll(byDate(prepared.stores(), accounts, by, action));
          }
        });
    return rest;
  }

  private static void group(
      Map<String, DueKept> sets, Map<Map<String, String>, List<Map<String, DueKept>>> alike) {
    Map<String, String> counted = new TreeMap<>();
    sets.forEach((name, kept) -> counted.put(name, kept.by()));
    alike.computeIfAbsent(counted, group -> new ArrayList<>()).add(sets);
  }

  private static String account(Map<String, DueKept> sets) {
    return sets.values().iterator().next().accountId();
  }

  /** Why sets are not erased: the catalog now counts the period of their rows differently. */
  private @Nullable String changed(Map<String, String> sets) {
    // the set that others go with is the one to restore
    List<Map.Entry<String, String>> ordered =
        sets.entrySet().stream()
            .sorted(Comparator.comparing(set -> set.getValue().startsWith("with ")))
            .toList();
    for (Map.Entry<String, String> set : ordered) {
      DataSet entry = set(set.getKey());
      DataSet.Keep keep = entry.keep();
      boolean byDate = catalog.get().goesByDate(entry);
      String now = keep == null || !byDate ? "" : String.valueOf(keep.countedBy());
      if (!set.getValue().isEmpty()
          && (!now.equals(set.getValue())
              || !sets.containsKey(catalog.get().goesWith(entry).name()))) {
        return "%s was kept by its rows' dates (%s), but the catalog now keeps it %s, and rows of it are due for erasure now: restore its entry"
            .formatted(
                set.getKey(),
                set.getValue(),
                now.isEmpty() ? "as a whole" : "otherwise (%s)".formatted(now));
      }
    }
    return null;
  }

  private List<Rest> byDate(
      List<StoreErasure> stores,
      List<Map<String, DueKept>> accounts,
      Instant by,
      BiConsumer<List<StoreErasure>, List<String>> action) {
    KeptRows rows = KeptRows.NOTHING;
    for (StoreErasure store : stores) {
      rows = rows.and(store.keptRows(accounts.stream().map(GroupKept::account).toList()));
    }
    List<Rest> rest = new ArrayList<>();
    Map<Map<String, DueRows>, List<String>> alike = new LinkedHashMap<>();
    for (Map<String, DueKept> sets : accounts) {
      Map<String, DueRows> due = new HashMap<>();
      for (DueKept kept : sets.values()) {
        DueKept.Counted counted = kept.counted();
        if (counted != null) {
          String root = catalog.get().goesWith(set(kept.set())).name();
          RowDates dates = rows.of(kept.accountId(), root);
          DueRows now = dates.due(counted.period(), counted.fromLapse(), by);
          due.put(root, now);
          RowDates left = dates.without(now);
          if (!left.isEmpty() || counted.fromLapse().isAfter(by)) {
            Instant next = left.next(counted.period(), counted.fromLapse());
            rest.add(new Rest(kept, next.isAfter(by) ? next : by.plusSeconds(1)));
          }
        }
      }
      alike.computeIfAbsent(due, group -> new ArrayList<>()).add(account(sets));
    }
    alike.forEach(
        (due, ids) ->
            action.accept(stores.stream().map(store -> store.onlyDue(due)).toList(), ids));
    return rest;
  }

  private DataSet set(String name) {
    return catalog.get().set(name).orElseThrow();
  }
}
