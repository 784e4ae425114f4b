/**
 * The append-only record of what was intended and what was done. Contains ids, instants and counts,
 * never personal data.
 */
@NullMarked
package dev.lapse.evidence;

import org.jspecify.annotations.NullMarked;
