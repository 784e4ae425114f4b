package dev.lapse.erase;

import dev.lapse.account.Outcome;
import dev.lapse.account.lifecycle.VouchedAccounts;
import dev.lapse.erase.store.StoreErasure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Finds accounts that the stores do not know, so that a wrong cell, a wrong database or a different
 * spelling of an id is never mistaken for an erased account.
 *
 * <p>If a database of the cell lists the accounts, items in a bucket or service are not sufficient:
 * with a wrong cell, they could belong to someone else with the same id. If the rows are gone, an
 * erasure that began in the same lapse is required, or an operator who vouches for the account.
 */
final class FindUnknownAccounts {
  /** Erasures of an earlier lapse prove nothing about the current one. */
  private static final String OF_THIS_LAPSE =
      """
      select distinct b.account_id
      from unnest(:ids, :runs) b (account_id, run)
      where not exists (
        select
        from lapse.run r
        join lapse.plan_item i on i.run_id = r.id and i.account_id = b.account_id
        join lapse.account a on a.id = i.account_id
        where r.token = b.run
          and i.lapse_number <> a.lapse_number
      )
      """;

  private final JdbcClient jdbc;

  FindUnknownAccounts(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Why accounts are not recognized; recognized ones are absent. */
  Map<String, Outcome> unrecognized(List<StoreErasure> stores, Collection<String> ids) {
    Map<String, Outcome> wrong = unwritten(stores, ids);
    Set<String> unknown = new HashSet<>(ids);
    unknown.removeAll(wrong.keySet());
    for (StoreErasure store : stores) {
      unknown.removeAll(store.findKnown(unknown));
    }
    if (!unknown.isEmpty()) {
      unknown.removeAll(begun(stores, unknown));
      unknown.removeAll(new VouchedAccounts(jdbc).find(unknown));
    }
    Map<String, String> seenIn = seenIn(stores, unknown);
    for (String id : unknown) {
      wrong.put(id, new Outcome.Failed(reason(seenIn.get(id))));
    }
    return wrong;
  }

  /** Those of the accounts that a database of the cell lists, whatever its other stores say. */
  static Set<String> listed(List<StoreErasure> stores, Collection<String> ids) {
    Set<String> listed = new HashSet<>();
    for (StoreErasure store : stores) {
      listed.addAll(store.findKnown(ids.stream().filter(store::isValidKey).toList()));
    }
    return listed;
  }

  private static Map<String, Outcome> unwritten(List<StoreErasure> stores, Collection<String> ids) {
    Map<String, Outcome> wrong = new HashMap<>();
    for (StoreErasure store : stores) {
      for (String id : ids) {
        if (!store.isValidKey(id)) {
          wrong.put(
              id,
              new Outcome.Failed(
                  "store '%s' has no account keys in this format".formatted(store.name())));
        }
      }
    }
    return wrong;
  }

  private Set<String> begun(List<StoreErasure> stores, Set<String> ids) {
    List<String> accounts = new ArrayList<>();
    List<UUID> runs = new ArrayList<>();
    for (StoreErasure store : stores) {
      store
          .begun(ids)
          .forEach(
              (id, in) ->
                  in.stream()
                      .filter(run -> !RemovalTokens.isOne(run))
                      .forEach(
                          run -> {
                            accounts.add(id);
                            runs.add(run);
                          }));
    }
    return jdbc.sql(OF_THIS_LAPSE)
        .param("ids", accounts.toArray(String[]::new))
        .param("runs", runs.toArray(UUID[]::new))
        .query(String.class)
        .set();
  }

  /**
   * The stores that have items of accounts that no database knows; accounts that are recognized by
   * their data are removed from the unknown ones.
   */
  private static Map<String, String> seenIn(List<StoreErasure> stores, Set<String> unknown) {
    boolean listed = stores.stream().anyMatch(StoreErasure::listsAccounts);
    Map<String, String> seenIn = new HashMap<>();
    for (StoreErasure store : stores) {
      Set<String> seen = store.count(unknown).byAccount().keySet();
      if (listed && !store.listsAccounts()) {
        seen.forEach(id -> seenIn.putIfAbsent(id, store.name()));
      } else {
        unknown.removeAll(seen);
      }
    }
    return seenIn;
  }

  private static String reason(@Nullable String store) {
    return store == null
        ? "no store of the cell knows the account; is its cell right, and are its rows where the catalog says?"
        : "no database of the cell knows the account, although store '%s' has data under its id; is its cell right, and are its rows where the catalog says? If its rows are gone and that data is its own, confirm it: lapse account vouch ID --reason TEXT"
            .formatted(store);
  }
}
