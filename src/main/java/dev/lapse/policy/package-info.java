/**
 * When an account may be cut off and erased: periods, deadlines, rules. Pure Java; takes {@code
 * now} as a parameter and never reads a clock.
 */
@NullMarked
package dev.lapse.policy;

import org.jspecify.annotations.NullMarked;
