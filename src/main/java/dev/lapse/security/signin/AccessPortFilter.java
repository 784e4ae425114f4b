package dev.lapse.security.signin;

import dev.lapse.problem.Problem;
import dev.lapse.problem.ProblemType;
import dev.lapse.problem.WriteProblem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets the gateway in at the {@link AccessPort}, and nobody else there. */
final class AccessPortFilter extends OncePerRequestFilter {
  private final AccessPort port;
  private final HostHeaderFilter otherPorts;
  private final WriteProblem problems;

  AccessPortFilter(AccessPort port, HostHeaderFilter otherPorts, WriteProblem problems) {
    this.port = port;
    this.otherPorts = otherPorts;
    this.problems = problems;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (!port.isAskedBy(request)) {
      otherPorts.doFilter(request, response, chain);
      return;
    }
    if (!port.answers(request)) {
      refuse(
          request,
          response,
          new Problem(ProblemType.WRONG_HOST, "this port answers questions about access only"));
      return;
    }
    Optional<Authentication> gateway = port.gateway(request);
    if (gateway.isEmpty()) {
      response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
      refuse(
          request,
          response,
          new Problem(
              ProblemType.UNAUTHENTICATED,
              "send the token of the secret: Authorization: Bearer TOKEN"));
      return;
    }
    SecurityContextHolder.setContext(new SecurityContextImpl(gateway.get()));
    chain.doFilter(request, response);
  }

  private void refuse(HttpServletRequest request, HttpServletResponse response, Problem problem)
      throws IOException {
    request.setAttribute(Problem.ATTRIBUTE, problem);
    problems.to(response, problem);
  }
}
