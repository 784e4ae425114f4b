package dev.lapse.erase.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a service says of an erasure. */
sealed interface Answer {
  /**
   * It is done.
   *
   * @param erased how much it erased under this key
   */
  record Done(long erased) implements Answer {}

  /**
   * It goes on.
   *
   * @param askAgainIn how long the service wants to be left alone
   */
  record Running(Duration askAgainIn) implements Answer {}

  /** It cannot be done. */
  record Refused(String reason) implements Answer {}

  /**
   * What there is of an account.
   *
   * @param blocked why it could not be erased, if the service can tell
   */
  record Remaining(long remaining, @Nullable String blocked) {}
}
