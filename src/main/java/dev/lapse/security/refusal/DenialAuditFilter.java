package dev.lapse.security.refusal;

import dev.lapse.problem.Problem;
import dev.lapse.problem.ProblemType;
import dev.lapse.security.ActorAttributeFilter;
import dev.lapse.security.PermissionAuthorizer;
import dev.lapse.security.Permissions;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterProperties;
import org.springframework.context.annotation.Profile;
import org.springframework.core.annotation.Order;
import org.springframework.security.web.util.OnCommittedResponseWrapper;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Records every refused request: by authorization, by a rate limit, or by a rule. */
@Component
@Profile("serve")
@Order(SecurityFilterProperties.DEFAULT_FILTER_ORDER - 10)
final class DenialAuditFilter extends OncePerRequestFilter {
  private static final String RECORDED = "dev.lapse.refusal-is-recorded";

  private static final Map<Integer, ProblemType> BY_STATUS =
      Map.of(
          401, ProblemType.UNAUTHENTICATED,
          403, ProblemType.FORBIDDEN,
          429, ProblemType.TOO_MANY_ATTEMPTS);

  private final DenialBuffer refusals;
  private final PermissionAuthorizer permissions = new PermissionAuthorizer(Permissions.ALL);
  private final InstantSource clock;

  DenialAuditFilter(DenialBuffer refusals, InstantSource clock) {
    this.refusals = refusals;
    this.clock = clock;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    chain.doFilter(request, new Watched(request, response));
    // the server sends the rest of the response after this filter
    recordOnce(request, response);
  }

  /**
   * Records before the response is sent, so that a client that looks right after it finds the
   * entry.
   */
  private final class Watched extends OnCommittedResponseWrapper {
    private final HttpServletRequest request;

    Watched(HttpServletRequest request, HttpServletResponse response) {
      super(response);
      this.request = request;
    }

    @Override
    protected void onResponseCommitted() {
      recordOnce(request, this);
    }
  }

  private void recordOnce(HttpServletRequest request, HttpServletResponse response) {
    if (request.getAttribute(RECORDED) == null) {
      refusal(request, response)
          .ifPresent(
              type -> {
                request.setAttribute(RECORDED, true);
                record(request, type);
              });
    }
  }

  private static Optional<ProblemType> refusal(
      HttpServletRequest request, HttpServletResponse response) {
    ProblemType type =
        request.getAttribute(Problem.ATTRIBUTE) instanceof Problem problem
            ? problem.type()
            : BY_STATUS.get(response.getStatus());
    return Optional.ofNullable(type).filter(ProblemType::isDenial);
  }

  private void record(HttpServletRequest request, ProblemType type) {
    Optional<String> actor = ActorAttributeFilter.find(request);
    refusals.count(
        new Denial(
            clock.instant().truncatedTo(ChronoUnit.MINUTES),
            actor.orElse(Denial.NONE),
            request.getRemoteAddr(),
            request.getMethod(),
            permissions.patternOf(request).orElse(Denial.NONE),
            actor.isPresent() ? permissions.accountOf(request) : null,
            type.status(),
            type.text()));
  }
}
