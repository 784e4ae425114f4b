package dev.lapse.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Stores the actor in a request attribute, for code outside of the security filter chain. */
public final class ActorAttributeFilter extends OncePerRequestFilter {
  private static final String ATTRIBUTE = "dev.lapse.actor";

  public static Optional<String> find(HttpServletRequest request) {
    return Optional.ofNullable((String) request.getAttribute(ATTRIBUTE));
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Authentication signedIn = SecurityContextHolder.getContext().getAuthentication();
    if (signedIn != null && !(signedIn instanceof AnonymousAuthenticationToken)) {
      request.setAttribute(ATTRIBUTE, Caller.of(signedIn).actor());
    }
    chain.doFilter(request, response);
  }
}
