/** Selects due accounts, compares them with the limits, and freezes the plan until approval. */
@NullMarked
package dev.lapse.plan;

import org.jspecify.annotations.NullMarked;
