package dev.lapse.erase.verify;

import dev.lapse.erase.store.PreparedStores;
import dev.lapse.erase.store.StoreErasure;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** The rows erased so far, as counted by the stores themselves. */
public final class RowsErased {
  private RowsErased() {}

  /** The rows erased in one run, by account and set; accounts without any are absent. */
  public static Map<String, Map<String, Long>> in(
      UUID run, PreparedStores stores, Collection<String> ids) {
    Map<String, Map<String, Long>> rows = new HashMap<>();
    addProgress(rows, run, stores.stores(), ids);
    return rows;
  }

  /** Adds the rows that stores erased in a run; a database shared by several stores counts once. */
  public static void addProgress(
      Map<String, Map<String, Long>> rows,
      UUID run,
      Collection<StoreErasure> stores,
      Collection<String> ids) {
    Set<String> counted = new HashSet<>();
    for (StoreErasure store : stores) {
      if (counted.add(store.name())) {
        add(rows, store.progress(run, ids));
      }
    }
  }

  /** A saturating sum. */
  static long sum(long one, long other) {
    return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
  }

  /** Adds rows by account and set to others. */
  public static void add(Map<String, Map<String, Long>> rows, Map<String, Map<String, Long>> more) {
    more.forEach(
        (id, sets) ->
            sets.forEach(
                (set, number) ->
                    rows.computeIfAbsent(id, account -> new TreeMap<>())
                        .merge(set, number, RowsErased::sum)));
  }
}
