package dev.lapse.erase.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A service's response about an erasure. */
sealed interface ErasureStatus {
  /**
   * The erasure is done.
   *
   * @param erased how much it erased under this key
   */
  record Done(long erased) implements ErasureStatus {}

  /**
   * The erasure is in progress.
   *
   * @param askAgainIn how long to wait before the next request
   */
  record Running(Duration askAgainIn) implements ErasureStatus {}

  /** The erasure was refused. */
  record Refused(String reason) implements ErasureStatus {}

  /**
   * How much an account still has.
   *
   * @param blocked why it could not be erased, if the service can tell
   */
  record Remaining(long remaining, @Nullable String blocked) {}
}
