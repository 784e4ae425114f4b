package dev.lapse.erase;

import dev.lapse.account.DueAccount;
import dev.lapse.account.RunContext;
import dev.lapse.erase.store.OpenErasure;
import dev.lapse.erase.store.StoreErasure;
import dev.lapse.erase.store.TransactionSize;
import java.util.Collection;
import java.util.List;

/**
 * Accounts that are erased in one transaction of each store, or one account that needs several.
 *
 * @param large one account that goes in slices
 * @param attempt number of the attempt, from 1
 */
record ErasureGroup(List<DueAccount> accounts, boolean large, int attempt) {
  List<String> ids() {
    return DueAccount.ids(accounts);
  }

  OpenErasure begin(StoreErasure store, RunContext run, TransactionSize size) {
    return large ? store.beginLarge(run, ids().get(0), size) : store.begin(run, ids(), size);
  }

  ErasureGroup without(Collection<String> ids) {
    return new ErasureGroup(
        accounts.stream().filter(account -> !ids.contains(account.accountId())).toList(), large, 1);
  }

  ErasureGroup again() {
    return new ErasureGroup(accounts, large, attempt + 1);
  }
}
