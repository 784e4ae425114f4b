/**
 * What belongs to an account: the catalog of the stores, its discovery from a live store and its
 * check against it.
 */
@NullMarked
package dev.lapse.catalog;

import org.jspecify.annotations.NullMarked;
