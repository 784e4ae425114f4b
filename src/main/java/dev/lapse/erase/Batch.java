package dev.lapse.erase;

import dev.lapse.account.DueAccount;
import dev.lapse.erase.store.TransactionSize;
import java.util.Collection;
import java.util.List;

/**
 * Accounts that are erased together.
 *
 * @param rowsPlanned rows that the plan counted of them
 * @param inSlices true for a single account that is too large for one transaction
 * @param size adapts to the transactions
 */
public record Batch(
    List<DueAccount> accounts, long rowsPlanned, boolean inSlices, TransactionSize size) {

  public List<String> ids() {
    return DueAccount.ids(accounts);
  }

  /** The batch without some of its accounts. */
  public Batch without(Collection<String> ids) {
    return new Batch(
        accounts.stream().filter(account -> !ids.contains(account.accountId())).toList(),
        rowsPlanned,
        inSlices,
        size);
  }
}
