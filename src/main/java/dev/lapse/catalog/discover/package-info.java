/**
 * Generates a catalog from a live store.
 *
 * <p>{@link dev.lapse.catalog.discover.DiscoverCatalog} runs its finders on each table to determine
 * the owner of its rows. They use the schema and {@link dev.lapse.catalog.discover.Samples}, a
 * bounded number of rows of each table. Uncertain tables become questions by {@link
 * dev.lapse.catalog.discover.QuestionWriter}.
 */
@NullMarked
package dev.lapse.catalog.discover;

import org.jspecify.annotations.NullMarked;
