package dev.lapse.event;

import java.time.Duration;
import java.time.Instant;

/** Where events are delivered to. */
public interface Destination extends AutoCloseable {
  String name();

  /** No attempt takes longer. */
  Duration timeout();

  /**
   * Delivers one event; waits until it is known what came of it. May be called by several threads
   * at once.
   *
   * @param cloudEvent as JSON
   */
  Attempt deliver(Event event, byte[] cloudEvent, Instant now);

  @Override
  void close();
}
