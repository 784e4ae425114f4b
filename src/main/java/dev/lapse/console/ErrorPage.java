package dev.lapse.console;

import dev.lapse.problem.Problem;
import dev.lapse.problem.ProblemType;
import dev.lapse.problem.Unavailable;
import dev.lapse.problem.WriteProblem;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.ModelAndView;

/** Reports errors that no controller handled: as a page, or as a problem document. */
@Controller
class ErrorPage implements ErrorController {
  private static final List<ProblemType> BY_STATUS =
      List.of(
          ProblemType.MALFORMED,
          ProblemType.UNAUTHENTICATED,
          ProblemType.FORBIDDEN,
          ProblemType.NOT_FOUND,
          ProblemType.METHOD_NOT_ALLOWED,
          ProblemType.NOT_ACCEPTABLE,
          ProblemType.TOO_LARGE);

  private final WriteProblem problems;

  ErrorPage(WriteProblem problems) {
    this.problems = problems;
  }

  @RequestMapping("/error")
  @Nullable ModelAndView show(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Problem problem = problem(request);
    problem
        .tryAgainAfterSeconds()
        .ifPresent(seconds -> response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(seconds)));
    String accept = request.getHeader(HttpHeaders.ACCEPT);
    if (accept == null || !accept.contains(MediaType.TEXT_HTML_VALUE)) {
      problems.to(response, problem);
      return null;
    }
    response.setStatus(problem.type().status());
    return new ModelAndView(
        "error",
        Map.of(
            "status", problem.type().status(),
            "title", problem.type().title(),
            "detail", problem.detail()));
  }

  private static Problem problem(HttpServletRequest request) {
    if (request.getAttribute(Problem.ATTRIBUTE) instanceof Problem known) {
      return known;
    }
    if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable failure) {
      return Unavailable.find(failure).orElseGet(ErrorPage::failed);
    }
    Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    return BY_STATUS.stream()
        .filter(type -> Integer.valueOf(type.status()).equals(status))
        .findFirst()
        .map(
            type ->
                new Problem(
                    type,
                    type == ProblemType.NOT_FOUND
                        ? "there is nothing at this address"
                        : "the request was rejected"))
        .orElseGet(ErrorPage::failed);
  }

  private static Problem failed() {
    return new Problem(ProblemType.FAILED, "see Lapse's log for the reason");
  }
}
