package dev.lapse.erase;

import dev.lapse.account.Outcome;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Says what an erasure would do: counts rows and changes nothing. */
@Component
public class RehearseErasure {
  /**
   * What would become of accounts that are due and not on hold: the rows that would go, or why it
   * would fail.
   */
  public Map<String, Outcome> rehearse(PreparedStores stores, Collection<String> ids) {
    Map<String, Outcome> outcomes = new HashMap<>();
    String blocked = stores.blocked();
    if (blocked != null) {
      ids.forEach(id -> outcomes.put(id, new Outcome.Failed(blocked)));
      return outcomes;
    }
    outcomes.putAll(RecognizeAccounts.unrecognized(stores.stores(), ids));
    List<String> known = ids.stream().filter(id -> !outcomes.containsKey(id)).toList();
    Map<String, Map<String, Long>> rows = new HashMap<>();
    for (StoreErasure store : stores.stores()) {
      Foreseen foreseen = store.foresee(known);
      foreseen.refused().forEach((id, why) -> outcomes.putIfAbsent(id, new Outcome.Failed(why)));
      RowsErased.add(rows, foreseen.rows());
    }
    known.forEach(
        id -> outcomes.putIfAbsent(id, new Outcome.Done(rows.getOrDefault(id, Map.of()))));
    return outcomes;
  }

  /**
   * Rows that belong to the accounts, by account and set. Ids that a store would not write are
   * absent.
   */
  public Map<String, Map<String, Long>> rows(PreparedStores stores, Collection<String> ids) {
    Map<String, Map<String, Long>> rows = new HashMap<>();
    for (StoreErasure store : stores.stores()) {
      RowsErased.add(rows, store.count(ids.stream().filter(store::writes).toList()));
    }
    return rows;
  }
}
