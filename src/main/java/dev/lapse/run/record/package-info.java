/** Runs as {@code lapse.run} has them, and the lock of a job and cell. */
@NullMarked
package dev.lapse.run.record;

import org.jspecify.annotations.NullMarked;
