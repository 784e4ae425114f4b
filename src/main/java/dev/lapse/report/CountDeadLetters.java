package dev.lapse.report;

import dev.lapse.event.DeadLetters;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** {@code lapse_dead_letters}: read from the database, so that every node says the same. */
@Component
@Lazy(false) // a meter that nobody asks for would never be made
class CountDeadLetters {
  CountDeadLetters(MeterRegistry registry, DeadLetters deadLetters) {
    Gauge.builder("lapse.dead.letters", deadLetters, DeadLetters::count)
        .description("Deliveries of events that were given up and wait for an operator")
        .strongReference(true)
        .register(registry);
  }
}
