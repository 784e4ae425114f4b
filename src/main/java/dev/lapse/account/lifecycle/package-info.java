/**
 * The changes of an account: {@link dev.lapse.account.lifecycle.RecordLapse pause, close and trial
 * end}, {@link dev.lapse.account.lifecycle.ReactivateAccount reactivation}, holds, and the word of
 * an operator. Each takes the account's lock.
 */
@NullMarked
package dev.lapse.account.lifecycle;

import org.jspecify.annotations.NullMarked;
