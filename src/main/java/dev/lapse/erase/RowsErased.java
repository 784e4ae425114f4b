package dev.lapse.erase;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** The rows erased so far, as the stores themselves counted them. */
public final class RowsErased {
  private RowsErased() {}

  /** In one run, by account and set; accounts without any are absent. */
  public static Map<String, Map<String, Long>> in(
      UUID run, PreparedStores stores, Collection<String> ids) {
    Map<String, Map<String, Long>> rows = new HashMap<>();
    for (StoreErasure store : stores.stores()) {
      add(rows, store.progress(run, ids));
    }
    return rows;
  }

  /** Adds rows by account and set to others. */
  static void add(Map<String, Map<String, Long>> rows, Map<String, Map<String, Long>> more) {
    more.forEach(
        (id, sets) ->
            sets.forEach(
                (set, number) ->
                    rows.computeIfAbsent(id, account -> new TreeMap<>())
                        .merge(set, number, Long::sum)));
  }
}
