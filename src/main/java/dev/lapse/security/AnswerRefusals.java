package dev.lapse.security;

import dev.lapse.problem.Problem;
import dev.lapse.problem.ProblemType;
import dev.lapse.problem.WriteProblem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.csrf.CsrfException;

/** What a program is told that is not let in, or not allowed what it asks for. */
final class AnswerRefusals implements AuthenticationEntryPoint, AccessDeniedHandler {
  private static final int SECONDS_UNTIL_ISSUER = 5;

  private final PermissionTable permissions;
  private final CountFailure failures;
  private final WriteProblem problems;
  private final boolean tokens;

  /**
   * @param tokens whether callers bring tokens; else they bring passwords
   */
  AnswerRefusals(
      PermissionTable permissions, CountFailure failures, WriteProblem problems, boolean tokens) {
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
              "the OpenID issuer did not say by which keys its tokens are checked; try again"));
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
                    ? "user name or password is wrong"
                    : "send a user name and password that Lapse printed when it started, as"
                        + " Authorization: Basic"));
  }

  /** What it brought was not looked at: neither is it called wrong, nor does it count as failed. */
  void commenceAtPage(HttpServletRequest request, HttpServletResponse response) throws IOException {
    response.setHeader(
        HttpHeaders.WWW_AUTHENTICATE, tokens ? Challenge.BEARER : Challenge.FOR_PASSWORD);
    write(
        request,
        response,
        new Problem(
            ProblemType.UNAUTHENTICATED,
            "%s is not for programs, which find the paths for them in /v3/api-docs; people sign in at %s"
                .formatted(request.getRequestURI(), AnswerPageRefusals.SIGN_IN)));
  }

  /** Whether there is something that could be wrong: what comes another way is not looked at. */
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

  /** Why somebody who is signed in does not get what it asks for. */
  Problem problem(
      HttpServletRequest request, HttpServletResponse response, AccessDeniedException denied) {
    if (denied instanceof CsrfException) {
      return new Problem(
          ProblemType.NO_CSRF_TOKEN,
          "a request that rides on a browser's session must carry the token of its page");
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
        "%s cannot be done to %s; this can: %s"
            .formatted(request.getMethod(), request.getRequestURI(), methods));
  }

  void write(HttpServletRequest request, HttpServletResponse response, Problem problem)
      throws IOException {
    request.setAttribute(Problem.ATTRIBUTE, problem);
    problems.to(response, problem);
  }
}
