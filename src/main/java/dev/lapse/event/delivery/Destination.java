package dev.lapse.event.delivery;

import dev.lapse.event.Event;
import java.time.Duration;
import java.time.Instant;

/** A place that events are delivered to. */
public interface Destination extends AutoCloseable {
  String name();

  /** The longest time that an attempt may take. */
  Duration timeout();

  /**
   * Delivers one event and waits for the result. May be called by several threads at once.
   *
   * @param cloudEvent as JSON
   */
  DeliveryAttempt deliver(Event event, byte[] cloudEvent, Instant now);

  @Override
  void close();
}
