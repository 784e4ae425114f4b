/**
 * Reads {@code catalog.yaml}; begins at {@link dev.lapse.catalog.yaml.CatalogFile}. Needs no
 * database.
 */
@NullMarked
package dev.lapse.catalog.yaml;

import org.jspecify.annotations.NullMarked;
