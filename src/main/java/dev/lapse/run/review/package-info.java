/**
 * What a person reads of a run before deciding about it: its accounts, and a plan that waits for
 * approval.
 */
@NullMarked
package dev.lapse.run.review;

import org.jspecify.annotations.NullMarked;
