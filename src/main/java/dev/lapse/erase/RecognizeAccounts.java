package dev.lapse.erase;

import dev.lapse.account.Outcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the accounts that the stores do not know, so that a wrong cell, a wrong database or an id
 * in another spelling never passes for an account of which nothing is left.
 *
 * <p>Where a database of the cell lists the accounts, a bucket or a service vouches for none: with
 * a wrong cell it has things under the same id that are of somebody else.
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
    boolean listed = stores.stream().anyMatch(StoreErasure::listsAccounts);
    Map<String, String> seenIn = new HashMap<>();
    for (StoreErasure store : stores) {
      Set<String> seen = store.count(unknown).keySet();
      if (listed && !store.listsAccounts()) {
        seen.forEach(id -> seenIn.putIfAbsent(id, store.name()));
      } else {
        unknown.removeAll(seen);
      }
    }
    for (String id : unknown) {
      wrong.put(id, new Outcome.Failed(reason(seenIn.get(id))));
    }
    return wrong;
  }

  private static String reason(@Nullable String store) {
    return store == null
        ? "no store of the cell knows the account; is its cell right, and are its rows where the catalog says?"
        : "no database of the cell knows the account, although store '%s' has something under its id; is its cell right, and are its rows where the catalog says?"
            .formatted(store);
  }
}
