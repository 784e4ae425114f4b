package dev.lapse.security;

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

/** What a person is shown that is not let in, or not allowed what it asks for. */
final class AnswerPageRefusals
    implements AuthenticationEntryPoint, AuthenticationFailureHandler, AccessDeniedHandler {
  static final String SIGN_IN = "/sign-in";

  /** Where everybody begins who is not signed in: to be led on from there is no refusal. */
  private static final String WAY_IN = "/";

  private final AnswerRefusals programs;
  private final CountFailure failures;

  /**
   * @param programs answers whoever asks for a page and does not want one
   */
  AnswerPageRefusals(AnswerRefusals programs, CountFailure failures) {
    this.programs = programs;
    this.failures = failures;
  }

  /** Nobody is signed in: shows where to. */
  @Override
  public void commence(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException nobody)
      throws IOException {
    if (wantsPage(request)) {
      if (!request.getRequestURI().equals(WAY_IN)) {
        request.setAttribute(
            Problem.ATTRIBUTE, new Problem(ProblemType.UNAUTHENTICATED, "nobody is signed in"));
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
        Problem.ATTRIBUTE, new Problem(ProblemType.UNAUTHENTICATED, "signing in failed"));
    response.sendRedirect(SIGN_IN + "?wrong");
  }

  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, AccessDeniedException denied)
      throws IOException {
    Problem problem = programs.problem(request, response, denied);
    boolean signsIn = denied instanceof CsrfException && request.getRequestURI().equals(SIGN_IN);
    if (signsIn) {
      // the page was open for longer than its session lives
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
