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
    for (PostgresErasure store : stores.stores()) {
      store
          .progress(run, ids)
          .forEach((id, sets) -> rows.computeIfAbsent(id, key -> new TreeMap<>()).putAll(sets));
    }
    return rows;
  }
}
