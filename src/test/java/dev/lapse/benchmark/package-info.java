/** Figures, not tests: how long a purge takes beside what one would write by hand. */
@NullMarked
package dev.lapse.benchmark;

import org.jspecify.annotations.NullMarked;
