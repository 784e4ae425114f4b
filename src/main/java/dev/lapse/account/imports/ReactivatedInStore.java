package dev.lapse.account.imports;

import dev.lapse.account.Account;
import java.time.Instant;

/**
 * An account was reactivated in the store that it comes from. Published in the transaction in which
 * Lapse records it.
 *
 * @param account the account before
 */
public record ReactivatedInStore(Account account, Instant at) {}
