package dev.lapse.account.lifecycle;

import dev.lapse.account.Account;

/**
 * The payment details of a lapsed account are to be removed now, if they are not yet. Published by
 * the command that lapses it, after its commit, and by a reactivation, in its transaction and under
 * the account's lock.
 *
 * @param required whether the command must fail if they cannot be removed
 */
public record PaymentDetailsDue(Account account, String actor, boolean required) {}
