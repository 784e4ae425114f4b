package dev.lapse.erase;

import dev.lapse.account.Outcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the accounts that the stores do not know, so that a wrong cell, a wrong database or an id
 * in another spelling never passes for an account of which nothing is left.
 */
final class RecognizeAccounts {
  private RecognizeAccounts() {}

  /** Why accounts are not recognized; those that are, are absent. */
  static Map<String, Outcome> unrecognized(List<StoreErasure> stores, Collection<String> ids) {
    Map<String, Outcome> wrong = new HashMap<>();
    for (StoreErasure store : stores) {
      for (String id : ids) {
        if (!store.writes(id)) {
          wrong.put(
              id,
              new Outcome.Failed(
                  "store '%s' does not write the key of any account like this"
                      .formatted(store.name())));
        }
      }
    }
    List<String> wellFormed = new ArrayList<>(ids);
    wellFormed.removeAll(wrong.keySet());
    Set<String> unknown = new HashSet<>(wellFormed);
    for (StoreErasure store : stores) {
      unknown.removeAll(store.known(wellFormed));
    }
    for (StoreErasure store : stores) {
      unknown.removeAll(store.count(unknown).keySet());
    }
    for (String id : unknown) {
      wrong.put(
          id,
          new Outcome.Failed(
              "no store of the cell knows the account; is its cell right, and are its rows where the catalog says?"));
    }
    return wrong;
  }
}
