/** Delivers events to a Kafka topic. */
@NullMarked
package dev.lapse.event.kafka;

import org.jspecify.annotations.NullMarked;
