package dev.lapse.security.refusal;

import dev.lapse.problem.Problem;
import dev.lapse.problem.ProblemType;
import java.io.Serial;
import java.time.Duration;
import org.springframework.security.core.AuthenticationException;

/** Sign-in is refused for a while, even with the right password. */
public final class TooManyAttempts extends AuthenticationException {
  @Serial private static final long serialVersionUID = 1L;

  private final Duration wait;

  public TooManyAttempts(Duration wait) {
    super("too many failed attempts");
    this.wait = wait;
  }

  Problem problem() {
    return new Problem(
        ProblemType.TOO_MANY_ATTEMPTS,
        "%d attempts to sign in failed within a minute; try again in %d s"
            .formatted(FailedAttempts.ALLOWED, seconds()));
  }

  /** In whole seconds, rounded up. */
  long seconds() {
    return Math.max(1, wait.plusNanos(999_999_999).toSeconds());
  }
}
