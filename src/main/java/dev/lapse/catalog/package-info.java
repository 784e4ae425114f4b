/**
 * What belongs to an account: the catalog of the stores, its discovery from a live store and its
 * check against that store.
 *
 * <p>{@link dev.lapse.catalog.CatalogFile} reads the file, {@link dev.lapse.catalog.Stores} opens
 * the databases, {@link dev.lapse.catalog.ReadSchema} reads what is in them, {@link
 * dev.lapse.catalog.CheckCatalog} compares the two, {@link
 * dev.lapse.catalog.discover.DiscoverCatalog} writes a first catalog or completes one.
 */
@NullMarked
package dev.lapse.catalog;

import org.jspecify.annotations.NullMarked;
