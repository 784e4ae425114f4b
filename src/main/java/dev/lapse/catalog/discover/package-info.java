/**
 * Writes a catalog from a live store.
 *
 * <p>{@link dev.lapse.catalog.discover.DiscoverCatalog} asks its finders of each table whose the
 * rows are. They look at the schema and at {@link dev.lapse.catalog.discover.Samples}, a bounded
 * number of rows of each table. What none of them is sure of, {@link
 * dev.lapse.catalog.discover.AskPeople} makes a question.
 */
@NullMarked
package dev.lapse.catalog.discover;

import org.jspecify.annotations.NullMarked;
