package dev.lapse.erase.verify;

import dev.lapse.account.RowCounts;
import dev.lapse.erase.store.StoreErasure;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/** The rows erased so far, as counted by the stores themselves. */
public final class RowsErased {
  private RowsErased() {}

  /** The rows erased in one run; a database shared by several stores counts once. */
  public static RowCounts in(UUID run, Collection<StoreErasure> stores, Collection<String> ids) {
    RowCounts rows = new RowCounts();
    Set<String> counted = new HashSet<>();
    for (StoreErasure store : stores) {
      if (counted.add(store.name())) {
        rows.add(store.progress(run, ids));
      }
    }
    return rows;
  }
}
