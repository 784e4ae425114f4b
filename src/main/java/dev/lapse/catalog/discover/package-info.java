/**
 * Writes a catalog from a live store.
 *
 * <p>{@link dev.lapse.catalog.discover.DiscoverStore} asks the {@link
 * dev.lapse.catalog.discover.find finders} of each table who owns its rows. They look at the schema
 * and at {@link dev.lapse.catalog.discover.sample samples}. What none of them is sure of, {@link
 * dev.lapse.catalog.discover.QuestionWriter} turns into a question.
 */
@NullMarked
package dev.lapse.catalog.discover;

import org.jspecify.annotations.NullMarked;
