package dev.lapse.erase;

import dev.lapse.account.Outcome;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
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
    rows(stores, ids).forEach((id, rows) -> outcomes.putIfAbsent(id, new Outcome.Done(rows)));
    ids.forEach(id -> outcomes.putIfAbsent(id, new Outcome.Done(Map.of())));
    return outcomes;
  }

  /**
   * Rows that belong to the accounts, by account and set. Ids that a store would not write are
   * absent.
   */
  public Map<String, Map<String, Long>> rows(PreparedStores stores, Collection<String> ids) {
    Map<String, Map<String, Long>> rows = new HashMap<>();
    for (PostgresErasure store : stores.stores()) {
      store
          .count(ids.stream().filter(store::writes).toList())
          .forEach((id, counts) -> rows.computeIfAbsent(id, key -> new TreeMap<>()).putAll(counts));
    }
    return rows;
  }
}
