package dev.lapse.security.refusal;

import dev.lapse.problem.Problem;
import dev.lapse.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.csrf.CsrfException;

/** What a person sees who is not authenticated, or not authorized for a page. */
public final class PageErrorResponses
    implements AuthenticationEntryPoint, AuthenticationFailureHandler, AccessDeniedHandler {
  public static final String SIGN_IN = "/sign-in";

  /** The entry page for everybody: its redirect to the sign-in page is not a refusal. */
  private static final String WAY_IN = "/";

  private final ApiErrorResponses programs;
  private final FailedAttemptCounter failures;

  /**
   * @param programs answers clients that request a page but do not accept HTML
   */
  public PageErrorResponses(ApiErrorResponses programs, FailedAttemptCounter failures) {
    this.programs = programs;
    this.failures = failures;
  }

  /** Not signed in: redirects to the sign-in page. */
  @Override
  public void commence(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException nobody)
      throws IOException {
    if (wantsPage(request)) {
      if (!request.getRequestURI().equals(WAY_IN)) {
        request.setAttribute(
            Problem.ATTRIBUTE, new Problem(ProblemType.UNAUTHENTICATED, "you are not signed in"));
      }
      response.sendRedirect(SIGN_IN);
    } else {
      programs.commenceAtPage(request, response);
    }
  }

  /** Signing in failed. */
  @Override
  public void onAuthenticationFailure(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
      throws IOException {
    if (failures.count(request, failure) instanceof TooManyAttempts many) {
      response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(many.seconds()));
      sendError(request, response, many.problem());
      return;
    }
    request.setAttribute(
        Problem.ATTRIBUTE, new Problem(ProblemType.UNAUTHENTICATED, "sign-in failed"));
    response.sendRedirect(SIGN_IN + "?wrong");
  }

  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, AccessDeniedException denied)
      throws IOException {
    Problem problem = programs.problem(request, response, denied);
    boolean signsIn = denied instanceof CsrfException && request.getRequestURI().equals(SIGN_IN);
    if (signsIn) {
      // the page was open for longer than its session lasts
      request.setAttribute(Problem.ATTRIBUTE, problem);
      response.sendRedirect(SIGN_IN + "?again");
    } else if (wantsPage(request) || denied instanceof CsrfException) {
      sendError(request, response, problem);
    } else {
      programs.write(request, response, problem);
    }
  }

  private static void sendError(
      HttpServletRequest request, HttpServletResponse response, Problem problem)
      throws IOException {
    request.setAttribute(Problem.ATTRIBUTE, problem);
    response.sendError(problem.type().status());
  }

  private static boolean wantsPage(HttpServletRequest request) {
    String accept = request.getHeader(HttpHeaders.ACCEPT);
    return accept != null && accept.contains(MediaType.TEXT_HTML_VALUE);
  }
}
