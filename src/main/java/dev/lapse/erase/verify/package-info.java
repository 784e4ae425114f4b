/**
 * Counts what is left of erased accounts ({@link dev.lapse.erase.verify.VerifyErasure}), and
 * records what became of them ({@link dev.lapse.erase.verify.RecordOutcomes}).
 */
@NullMarked
package dev.lapse.erase.verify;

import org.jspecify.annotations.NullMarked;
