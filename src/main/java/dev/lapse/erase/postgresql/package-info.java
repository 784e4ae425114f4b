/**
 * Erases from PostgreSQL: {@link dev.lapse.erase.postgresql.CaptureRows capture} what belongs to
 * the accounts, {@link dev.lapse.erase.postgresql.FindSurvivors find} the rows that would still
 * refer to it, {@link dev.lapse.erase.postgresql.DeleteRows delete} exactly what was captured, and
 * prove it in the same transaction.
 */
@NullMarked
package dev.lapse.erase.postgresql;

import org.jspecify.annotations.NullMarked;
