/**
 * The finders: each says who owns the rows of a table if it is sure, in one particular case. {@link
 * dev.lapse.catalog.discover.find.Finder} is the interface.
 */
@NullMarked
package dev.lapse.catalog.discover.find;

import org.jspecify.annotations.NullMarked;
