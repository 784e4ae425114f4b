package dev.lapse.plan;

import dev.lapse.account.DueAccount;

/**
 * An account of a frozen plan that has not been acted on.
 *
 * @param rows counted when the plan was frozen; used only to size batches and to show progress
 * @param onHold true if a hold protected it when the plan was frozen
 */
public record PlannedAccount(DueAccount due, long rows, boolean onHold) {
  public String accountId() {
    return due.accountId();
  }
}
