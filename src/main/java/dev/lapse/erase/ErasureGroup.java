package dev.lapse.erase;

import dev.lapse.account.DueAccount;
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

  ErasureGroup without(Collection<String> ids) {
    return new ErasureGroup(
        accounts.stream().filter(account -> !ids.contains(account.accountId())).toList(), large, 1);
  }

  ErasureGroup again() {
    return new ErasureGroup(accounts, large, attempt + 1);
  }
}
