/**
 * Erases accounts: {@link dev.lapse.erase.EraseAccounts} has the order of the phases, {@link
 * dev.lapse.erase.ClaimErasure} takes accounts past the point of no return, {@link
 * dev.lapse.erase.LockedErasure} erases single sets of accounts that may come back.
 *
 * <p>{@link dev.lapse.erase.store} is what every store implements; {@link
 * dev.lapse.erase.postgresql}, {@link dev.lapse.erase.s3} and {@link dev.lapse.erase.http} are the
 * stores; {@link dev.lapse.erase.verify} counts what is left.
 */
@NullMarked
package dev.lapse.erase;

import org.jspecify.annotations.NullMarked;
