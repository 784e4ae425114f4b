/**
 * Accounts over HTTP. {@link dev.lapse.account.api.IdempotentCommands} carries out every command
 * once per idempotency key.
 */
@NullMarked
package dev.lapse.account.api;

import org.jspecify.annotations.NullMarked;
