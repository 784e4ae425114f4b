package dev.lapse.erase;

import dev.lapse.account.Outcome;
import dev.lapse.account.RowCounts;
import dev.lapse.account.RunContext;
import dev.lapse.erase.store.OpenErasures;
import dev.lapse.erase.store.StopRequested;
import dev.lapse.erase.store.StoreErasure;
import dev.lapse.erase.store.TransactionSize;
import dev.lapse.erase.verify.RowsErased;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Erases sets of accounts at once and counts what is left. */
final class EraseSets {
  private EraseSets() {}

  /** The outcome of each account. The caller must already have the right to erase them. */
  static Map<String, Outcome> erase(
      RunContext runContext, Collection<StoreErasure> stores, List<String> ids) {
    return erase(runContext, stores, ids, () -> true);
  }

  /**
   * The outcome of each account. The caller must already have the right to erase them.
   *
   * @param mayCommit asked once, before the first store commits
   * @throws StopRequested if it says no; nothing is changed then
   */
  static Map<String, Outcome> erase(
      RunContext runContext,
      Collection<StoreErasure> stores,
      List<String> ids,
      BooleanSupplier mayCommit) {
    Map<String, Outcome> outcomes = new HashMap<>();
    if (ids.isEmpty()) {
      return outcomes;
    }
    TransactionSize size = new TransactionSize(runContext.chunkMillis());
    List<StoreErasure> all = List.copyOf(stores);
    try (OpenErasures open = OpenErasures.begin(all, store -> store.begin(runContext, ids, size))) {
      open.prepare();
      if (!mayCommit.getAsBoolean()) {
        throw new StopRequested();
      }
      open.finish();
    }
    for (StoreErasure store : all) {
      store.refreshDerived();
      store
          .count(ids)
          .byAccount()
          .forEach((id, left) -> outcomes.put(id, new Outcome.Failed("residue: " + left)));
    }
    RowCounts rows = RowsErased.in(runContext.token(), all, ids);
    ids.forEach(id -> outcomes.putIfAbsent(id, new Outcome.Done(rows.of(id))));
    return outcomes;
  }
}
