/** Conventions of a catalog, compared with a live store. */
@NullMarked
package dev.lapse.catalog.convention;

import org.jspecify.annotations.NullMarked;
