package dev.lapse.event.delivery;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The result of one attempt to deliver an event. */
public sealed interface DeliveryAttempt {
  /**
   * The event was delivered.
   *
   * @param status status of the HTTP response, or null
   */
  record Delivered(@Nullable Integer status) implements DeliveryAttempt {}

  /**
   * The event may or may not have arrived; the delivery is retried.
   *
   * @param status status of the HTTP response, or null if there was none
   * @param error in Lapse's own words: no text from the receiver, no address, no secret
   * @param retryAfter how long the receiver asked to wait, or null
   */
  record Failed(@Nullable Integer status, String error, @Nullable Duration retryAfter)
      implements DeliveryAttempt {}

  /** The destination does not want any more events. */
  record Gone(int status) implements DeliveryAttempt {}

  /** The program is shutting down; whether the event arrived is unknown. */
  record Interrupted() implements DeliveryAttempt {}
}
