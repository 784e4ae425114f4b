package dev.lapse.account;

import java.time.Instant;

/**
 * An account comes back: published in the transaction that brings it back, under the account's
 * lock. A listener that throws forbids it.
 *
 * @param account as it was
 */
public record Reactivating(Account account, Instant at) {}
