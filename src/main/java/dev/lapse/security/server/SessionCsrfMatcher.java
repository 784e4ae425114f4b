package dev.lapse.security.server;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Matches changing API requests that need CSRF protection: they have a session, or the browser says
 * that another site sent them.
 */
final class SessionCsrfMatcher implements RequestMatcher {
  private static final Set<String> OTHER_SITES = Set.of("cross-site", "same-site");

  @Override
  public boolean matches(HttpServletRequest request) {
    return CsrfFilter.DEFAULT_CSRF_MATCHER.matches(request)
        && (request.getSession(false) != null
            || OTHER_SITES.contains(String.valueOf(request.getHeader("Sec-Fetch-Site"))));
  }
}
