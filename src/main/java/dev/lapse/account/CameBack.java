package dev.lapse.account;

import java.time.Instant;

/**
 * An account came back in the store in which it lives: published in the transaction in which Lapse
 * takes it.
 *
 * @param account as it was
 */
public record CameBack(Account account, Instant at) {}
