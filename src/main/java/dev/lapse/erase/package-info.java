/**
 * Erases accounts in the stores: claim, order, delete, verify. Counts are committed with the
 * deletes.
 */
@NullMarked
package dev.lapse.erase;

import org.jspecify.annotations.NullMarked;
