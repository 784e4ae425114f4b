/** Carries out the cut-off: makes durable what the access view already says. */
@NullMarked
package dev.lapse.cutoff;

import org.jspecify.annotations.NullMarked;
