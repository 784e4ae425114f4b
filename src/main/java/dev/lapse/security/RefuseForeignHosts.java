package dev.lapse.security;

import dev.lapse.problem.Problem;
import dev.lapse.problem.ProblemType;
import dev.lapse.problem.WriteProblem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Without an issuer Lapse serves this machine: a page in a browser of this machine that lets its
 * own name lead to 127.0.0.1 (DNS rebinding) gives itself away by that name.
 *
 * <p>Looks at the header itself: what a proxy would say instead, such a page can say too.
 */
final class RefuseForeignHosts extends OncePerRequestFilter {
  private static final Pattern LOOPBACK =
      Pattern.compile(
          "(localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[::1\\])(:\\d+)?",
          Pattern.CASE_INSENSITIVE);

  private final WriteProblem problems;

  RefuseForeignHosts(WriteProblem problems) {
    this.problems = problems;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (isLoopback(request.getHeader(HttpHeaders.HOST))) {
      chain.doFilter(request, response);
      return;
    }
    Problem problem =
        new Problem(
            ProblemType.WRONG_HOST,
            "without an OpenID issuer Lapse answers on this machine only, as localhost or 127.0.0.1");
    request.setAttribute(Problem.ATTRIBUTE, problem);
    problems.to(response, problem);
  }

  static boolean isLoopback(@Nullable String host) {
    return host != null && LOOPBACK.matcher(host).matches();
  }
}
