package dev.lapse.account.lifecycle;

import dev.lapse.account.Account;
import java.time.Instant;

/**
 * An account is being reactivated. Published in the transaction of the reactivation, under the
 * account's lock. A listener that throws prevents it.
 *
 * @param account the account before
 */
public record ReactivationStarted(Account account, Instant at) {}
