/** A product's database of 120 tables, to try discovery on. */
@NullMarked
package dev.lapse.catalog.discover.saas;

import org.jspecify.annotations.NullMarked;
