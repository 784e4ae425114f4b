package dev.lapse.account.lifecycle;

import dev.lapse.account.Account;

/**
 * An operator says that an account is gone. Published in the transaction that records it, under the
 * account's lock. A listener that throws prevents it.
 */
public record VouchStarted(Account account, Purpose purpose) {
  /** What becomes of the account. */
  public enum Purpose {
    /** The runs erase what is left of it. */
    ERASE,
    /** Nothing is left of it, and nothing is done. */
    FORGET
  }
}
