/**
 * Counts what is left of erased accounts, and records the outcome: {@link
 * dev.lapse.erase.verify.VerifyErasure}.
 */
@NullMarked
package dev.lapse.erase.verify;

import org.jspecify.annotations.NullMarked;
