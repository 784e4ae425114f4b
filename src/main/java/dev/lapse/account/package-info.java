/** Accounts, their lapses, holds and reactivation, and the access that follows from them. */
@NullMarked
package dev.lapse.account;

import org.jspecify.annotations.NullMarked;
