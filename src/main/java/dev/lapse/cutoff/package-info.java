/** Carries out the cut-off: records what the access view already shows, and notifies the stores. */
@NullMarked
package dev.lapse.cutoff;

import org.jspecify.annotations.NullMarked;
