/**
 * Accounts that come from outside: {@link dev.lapse.account.imports.ImportAccounts} reads files,
 * {@link dev.lapse.account.imports.AccountImporter} writes one account. No import shortens a
 * deadline.
 */
@NullMarked
package dev.lapse.account.imports;

import org.jspecify.annotations.NullMarked;
