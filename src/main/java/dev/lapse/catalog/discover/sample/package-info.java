/**
 * Reads a bounded number of rows of each table, and looks up keys. Every statement is read-only and
 * ends after two seconds.
 */
@NullMarked
package dev.lapse.catalog.discover.sample;

import org.jspecify.annotations.NullMarked;
