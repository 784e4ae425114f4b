package dev.lapse.security.refusal;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.stereotype.Component;

/** Counts a failed attempt to sign in, by any method. */
@Component
public final class FailedAttemptCounter {
  private final FailedAttempts attempts;

  FailedAttemptCounter(FailedAttempts attempts) {
    this.attempts = attempts;
  }

  /** The failure itself or, if there were too many, one that does not reveal it. */
  AuthenticationException count(HttpServletRequest request, AuthenticationException failure) {
    if (failure instanceof TooManyAttempts) {
      return failure;
    }
    String user = user(failure.getAuthenticationRequest());
    if (attempts.failed(request.getRemoteAddr(), user)) {
      return failure;
    }
    Duration wait = attempts.wait(request.getRemoteAddr(), user).orElse(FailedAttempts.PERIOD);
    return new TooManyAttempts(wait);
  }

  private static @Nullable String user(@Nullable Authentication asked) {
    return asked instanceof UsernamePasswordAuthenticationToken ? asked.getName() : null;
  }
}
