package dev.lapse.security.signin;

import dev.lapse.security.refusal.FailedAttempts;
import dev.lapse.security.refusal.PageErrorResponses;
import dev.lapse.security.refusal.TooManyAttempts;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.filter.OncePerRequestFilter;

/** Refuses callbacks of the OpenID provider for an address with too many failed attempts. */
final class CallbackRateLimitFilter extends OncePerRequestFilter {
  private static final RequestMatcher CALLBACK =
      PathPatternRequestMatcher.pathPattern("/login/oauth2/code/*");

  private final FailedAttempts attempts;
  private final PageErrorResponses refusals;

  CallbackRateLimitFilter(FailedAttempts attempts, PageErrorResponses refusals) {
    this.attempts = attempts;
    this.refusals = refusals;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Optional<Duration> wait =
        CALLBACK.matches(request) ? attempts.wait(request.getRemoteAddr(), null) : Optional.empty();
    if (wait.isPresent()) {
      refusals.onAuthenticationFailure(request, response, new TooManyAttempts(wait.get()));
    } else {
      chain.doFilter(request, response);
    }
  }
}
