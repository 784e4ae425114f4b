package dev.lapse.security.refusal;

import dev.lapse.problem.Problem;
import dev.lapse.problem.ProblemType;
import dev.lapse.problem.WriteProblem;
import dev.lapse.security.PermissionAuthorizer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.csrf.CsrfException;

/** The responses to a program that is not authenticated, or not authorized for its request. */
public final class ApiErrorResponses implements AuthenticationEntryPoint, AccessDeniedHandler {
  private static final int SECONDS_UNTIL_ISSUER = 5;

  private final PermissionAuthorizer permissions;
  private final FailedAttemptCounter failures;
  private final WriteProblem problems;
  private final boolean tokens;

  /**
   * @param tokens true if callers authenticate with tokens, false if with passwords
   */
  public ApiErrorResponses(
      PermissionAuthorizer permissions,
      FailedAttemptCounter failures,
      WriteProblem problems,
      boolean tokens) {
    this.permissions = permissions;
    this.failures = failures;
    this.problems = problems;
    this.tokens = tokens;
  }

  @Override
  public void commence(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
      throws IOException {
    if (failure instanceof IssuerUnreachable) {
      response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(SECONDS_UNTIL_ISSUER));
      write(
          request,
          response,
          new Problem(
              ProblemType.ISSUER_UNREACHABLE,
              "the OpenID issuer did not return the keys to check its tokens; try again"));
      return;
    }
    boolean brought = brought(request);
    AuthenticationException counted = brought ? failures.count(request, failure) : failure;
    if (counted instanceof TooManyAttempts many) {
      response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(many.seconds()));
      write(request, response, many.problem());
      return;
    }
    response.setHeader(
        HttpHeaders.WWW_AUTHENTICATE,
        tokens ? Challenge.forToken(brought, failure) : Challenge.FOR_PASSWORD);
    write(
        request,
        response,
        new Problem(
            ProblemType.UNAUTHENTICATED,
            tokens
                ? Challenge.sentence(brought, failure)
                : brought
                    ? "wrong user name or password"
                    : "send a user name and password that Lapse printed when it started, as"
                        + " Authorization: Basic"));
  }

  /** The credentials were not checked: they are not called wrong and do not count as a failure. */
  void commenceAtPage(HttpServletRequest request, HttpServletResponse response) throws IOException {
    response.setHeader(
        HttpHeaders.WWW_AUTHENTICATE, tokens ? Challenge.BEARER : Challenge.FOR_PASSWORD);
    write(
        request,
        response,
        new Problem(
            ProblemType.UNAUTHENTICATED,
            "%s is not for programs, whose paths are in /v3/api-docs; people sign in at %s"
                .formatted(request.getRequestURI(), PageErrorResponses.SIGN_IN)));
  }

  /** Whether the request has credentials of the expected kind; others are ignored. */
  private boolean brought(HttpServletRequest request) {
    String credentials = request.getHeader(HttpHeaders.AUTHORIZATION);
    String scheme = tokens ? "Bearer" : "Basic";
    return credentials != null && credentials.regionMatches(true, 0, scheme, 0, scheme.length());
  }

  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, AccessDeniedException denied)
      throws IOException {
    write(request, response, problem(request, response, denied));
  }

  /** Why an authenticated caller is refused. */
  Problem problem(
      HttpServletRequest request, HttpServletResponse response, AccessDeniedException denied) {
    if (denied instanceof CsrfException) {
      return new Problem(
          ProblemType.NO_CSRF_TOKEN,
          "a request with a browser's session must contain the page's CSRF token");
    }
    return permissions
        .find(request)
        .map(
            permission ->
                new Problem(
                    ProblemType.FORBIDDEN,
                    "%s %s needs the role %s"
                        .formatted(
                            permission.method(), permission.path(), permission.rolesInWords())))
        .orElseGet(() -> notThere(request, response));
  }

  private Problem notThere(HttpServletRequest request, HttpServletResponse response) {
    String methods = permissions.methodsOf(request);
    if (methods.isEmpty()) {
      return new Problem(ProblemType.NOT_FOUND, "there is nothing at " + request.getRequestURI());
    }
    response.setHeader(HttpHeaders.ALLOW, methods);
    return new Problem(
        ProblemType.METHOD_NOT_ALLOWED,
        "%s is not allowed for %s; allowed: %s"
            .formatted(request.getMethod(), request.getRequestURI(), methods));
  }

  void write(HttpServletRequest request, HttpServletResponse response, Problem problem)
      throws IOException {
    request.setAttribute(Problem.ATTRIBUTE, problem);
    problems.to(response, problem);
  }
}
