/**
 * Compares a catalog with the live stores: {@link dev.lapse.catalog.check.CheckCatalog} by the
 * schema alone, {@link dev.lapse.catalog.check.CheckRows} by rows. What it finds blocks erasure.
 */
@NullMarked
package dev.lapse.catalog.check;

import org.jspecify.annotations.NullMarked;
