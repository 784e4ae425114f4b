package dev.lapse.security;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.stereotype.Component;

/** Counts a failed attempt to sign in, whichever way it was made. */
@Component
final class CountFailure {
  private final FailedAttempts attempts;

  CountFailure(FailedAttempts attempts) {
    this.attempts = attempts;
  }

  /** The failure itself, or that it was one too many: then it is not told whether it was right. */
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
