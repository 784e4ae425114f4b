/**
 * Accounts as Lapse's database has them: rows, locks, deadlines that are due, and the events of
 * each change. The changes themselves are in {@link dev.lapse.account.lifecycle}.
 */
@NullMarked
package dev.lapse.account;

import org.jspecify.annotations.NullMarked;
