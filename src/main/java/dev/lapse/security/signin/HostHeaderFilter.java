package dev.lapse.security.signin;

import dev.lapse.problem.Problem;
import dev.lapse.problem.ProblemType;
import dev.lapse.problem.WriteProblem;
import dev.lapse.security.Permissions;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.context.support.WebApplicationContextUtils;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Without an issuer Lapse serves this machine only. A page in a local browser whose host name
 * resolves to 127.0.0.1 (DNS rebinding) is recognized by that name.
 *
 * <p>Reads the Host header itself, because such a page could also set the headers of a proxy.
 *
 * <p>A management port may listen on other addresses. There, health and metrics are public, and
 * everything else is only for clients on the loopback interface, because remote clients can set any
 * header.
 */
final class HostHeaderFilter extends OncePerRequestFilter {
  private static final Pattern LOOPBACK =
      Pattern.compile(
          "(localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[::1\\])(:\\d+)?",
          Pattern.CASE_INSENSITIVE);

  private static final RequestMatcher HEALTH_AND_METRICS = Permissions.matcherOfOpenActuator();

  private final WriteProblem problems;

  HostHeaderFilter(WriteProblem problems) {
    this.problems = problems;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (comesFromThisMachine(request)
        || (isAtManagementPort(request) && HEALTH_AND_METRICS.matches(request))) {
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

  private static boolean comesFromThisMachine(HttpServletRequest request)
      throws UnknownHostException {
    return isLoopback(request.getHeader(HttpHeaders.HOST))
        && InetAddress.getByName(request.getLocalAddr()).isLoopbackAddress();
  }

  /** Decided by the serving context, which no header can change. */
  private static boolean isAtManagementPort(HttpServletRequest request) {
    return WebServerApplicationContext.hasServerNamespace(
        WebApplicationContextUtils.getWebApplicationContext(request.getServletContext()),
        "management");
  }

  static boolean isLoopback(@Nullable String host) {
    return host != null && LOOPBACK.matcher(host).matches();
  }
}
