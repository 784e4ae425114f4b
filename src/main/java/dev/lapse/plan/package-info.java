/** Selects what is due, compares it with the limits, freezes it, and has it approved. */
@NullMarked
package dev.lapse.plan;

import org.jspecify.annotations.NullMarked;
