/**
 * Published events: written to the outbox in the transaction of the change that they describe, then
 * delivered to webhooks and Kafka, at least once and in order per account.
 */
@NullMarked
package dev.lapse.event;

import org.jspecify.annotations.NullMarked;
