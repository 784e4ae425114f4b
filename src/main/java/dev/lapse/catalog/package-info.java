/**
 * What belongs to an account: the model of {@code catalog.yaml}. {@link dev.lapse.catalog.Catalog}
 * holds the stores and their sets; {@link dev.lapse.catalog.OwnedBy} is one way in which rows
 * belong to an account.
 *
 * <p>{@link dev.lapse.catalog.yaml} reads the file, {@link dev.lapse.catalog.live} connects to the
 * stores, {@link dev.lapse.catalog.check} compares the two, {@link dev.lapse.catalog.discover}
 * writes a first catalog or completes one.
 */
@NullMarked
package dev.lapse.catalog;

import org.jspecify.annotations.NullMarked;
