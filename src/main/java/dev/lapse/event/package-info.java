/**
 * Events that Lapse publishes: written to the {@link dev.lapse.event.Outbox} in the transaction of
 * the change they report.
 */
@NullMarked
package dev.lapse.event;

import org.jspecify.annotations.NullMarked;
