/**
 * Erases from PostgreSQL: {@link dev.lapse.erase.postgresql.PlanErasure} works out the steps once
 * per run, {@link dev.lapse.erase.postgresql.RunSteps} carries them out in an open transaction, and
 * {@link dev.lapse.erase.postgresql.rows.WriteRows} has the statement that deletes rows and counts
 * them.
 */
@NullMarked
package dev.lapse.erase.postgresql;

import org.jspecify.annotations.NullMarked;
