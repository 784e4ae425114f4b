/**
 * What the world outside is told: written to the outbox in the transaction of what it speaks of,
 * delivered afterwards to webhooks and Kafka, at least once and in order per account.
 */
@NullMarked
package dev.lapse.event;

import org.jspecify.annotations.NullMarked;
