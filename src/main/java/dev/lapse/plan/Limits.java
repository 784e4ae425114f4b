package dev.lapse.plan;

import java.util.Optional;

/**
 * How much a run may do without a person's approval. Over either limit it does nothing (see
 * jobs/README.md); exactly at a limit it proceeds.
 *
 * @param accounts from 1
 * @param percentOfAccounts of the accounts of the cell, 1 to 100; 100 never stops a run
 */
public record Limits(int accounts, int percentOfAccounts) {
  public Limits {
    if (accounts < 1) {
      throw new IllegalArgumentException("accounts must be at least 1, not " + accounts);
    }
    if (percentOfAccounts < 1 || percentOfAccounts > 100) {
      throw new IllegalArgumentException(
          "percent of accounts must be from 1 to 100, not " + percentOfAccounts);
    }
  }

  /**
   * The limit that a plan exceeds, in words; empty if it is within both.
   *
   * @param due accounts that the plan would act on: not those on hold
   * @param accountsOfCell all accounts of the cell, the base of the percentage
   */
  public Optional<String> exceededBy(long due, long accountsOfCell) {
    if (due > accounts) {
      return Optional.of("%d accounts are due, the limit is %d".formatted(due, accounts));
    }
    if (Math.multiplyExact(due, 100L) > Math.multiplyExact(accountsOfCell, percentOfAccounts)) {
      return Optional.of(
          "%d of %d accounts are due, the limit is %d percent"
              .formatted(due, accountsOfCell, percentOfAccounts));
    }
    return Optional.empty();
  }
}
