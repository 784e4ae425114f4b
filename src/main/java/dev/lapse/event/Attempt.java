package dev.lapse.event;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What came of one attempt to deliver an event. */
public sealed interface Attempt {
  /**
   * The destination has it.
   *
   * @param status of the HTTP answer, or null
   */
  record Delivered(@Nullable Integer status) implements Attempt {}

  /**
   * It may or may not have it; it is tried again.
   *
   * @param status of the HTTP answer, or null if there was none
   * @param error in words of Lapse: nothing that the receiver wrote, no address, no secret
   * @param retryAfter how long the receiver asked to be left alone, or null
   */
  record Failed(@Nullable Integer status, String error, @Nullable Duration retryAfter)
      implements Attempt {}

  /** The destination wants nothing any more. */
  record Gone(int status) implements Attempt {}

  /** The program is told to end; nobody knows whether it arrived. */
  record Interrupted() implements Attempt {}
}
