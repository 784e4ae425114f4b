/**
 * The stores as they are: {@link dev.lapse.catalog.live.Stores} opens connections, {@link
 * dev.lapse.catalog.live.ReadSchema} reads tables, keys and triggers.
 */
@NullMarked
package dev.lapse.catalog.live;

import org.jspecify.annotations.NullMarked;
