package dev.lapse.security;

import java.io.Serial;
import java.time.Duration;
import org.springframework.security.core.AuthenticationException;

/** Nobody is let in from there for a while, not with the right password either. */
final class TooManyAttempts extends AuthenticationException {
  @Serial private static final long serialVersionUID = 1L;

  private final Duration wait;

  TooManyAttempts(Duration wait) {
    super("too many failed attempts");
    this.wait = wait;
  }

  /** Whole seconds, never too few. */
  long seconds() {
    return Math.max(1, wait.plusNanos(999_999_999).toSeconds());
  }
}
