package dev.lapse.erase;

import dev.lapse.account.DueAccount;
import java.util.List;

/**
 * Accounts that are erased together.
 *
 * @param rowsPlanned rows that the plan counted of them
 * @param inSlices true for one account that is larger than a transaction should be
 * @param size learns from the transactions
 */
public record Batch(
    List<DueAccount> accounts, long rowsPlanned, boolean inSlices, TransactionSize size) {}
