/**
 * Delivers events to webhooks and Kafka, at least once and in order per account: {@link
 * dev.lapse.event.delivery.DeliverEvents}.
 */
@NullMarked
package dev.lapse.event.delivery;

import org.jspecify.annotations.NullMarked;
