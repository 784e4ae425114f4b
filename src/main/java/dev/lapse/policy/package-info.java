/**
 * When an account may be cut off and erased: periods, deadlines, rules. Pure Java; it is given
 * {@code now} and never looks at a clock.
 */
@NullMarked
package dev.lapse.policy;

import org.jspecify.annotations.NullMarked;
