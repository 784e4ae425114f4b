/**
 * What is known of a store's tables while its catalog is discovered: references that are declared,
 * guessed from names, or polymorphic.
 */
@NullMarked
package dev.lapse.catalog.discover.finding;

import org.jspecify.annotations.NullMarked;
