package dev.lapse.account;

/**
 * An operator vouches for an account. Published in the transaction that records it, under the
 * account's lock. A listener that throws prevents it.
 */
public record VouchStarted(Account account) {}
