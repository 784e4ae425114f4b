/** Tests of what a person reads of a run. */
@NullMarked
package dev.lapse.run.review;

import org.jspecify.annotations.NullMarked;
