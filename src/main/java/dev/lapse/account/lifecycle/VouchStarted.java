package dev.lapse.account.lifecycle;

import dev.lapse.account.Account;

/**
 * An operator vouches for an account. Published in the transaction that records it, under the
 * account's lock. A listener that throws prevents it.
 */
public record VouchStarted(Account account) {}
