package dev.lapse.account;

/**
 * Somebody vouches for an account: published in the transaction that records it, under the
 * account's lock. A listener that throws forbids it.
 */
public record Vouching(Account account) {}
