/** Delivers events to a topic of Kafka. */
@NullMarked
package dev.lapse.event.kafka;

import org.jspecify.annotations.NullMarked;
