/**
 * The plan of an erasure: {@link dev.lapse.erase.postgresql.plan.ErasurePlan}, its steps, the sets
 * and the references between their tables. Nothing here changes a row.
 */
@NullMarked
package dev.lapse.erase.postgresql.plan;

import org.jspecify.annotations.NullMarked;
