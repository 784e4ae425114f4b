/**
 * Accounts that come from a store: {@link dev.lapse.source.ReadAccounts read} at the start of every
 * run, and {@link dev.lapse.source.StoreRecheck checked} again before each is acted on.
 */
@NullMarked
package dev.lapse.source;

import org.jspecify.annotations.NullMarked;
