package dev.lapse.problem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Turns errors of controllers into problem documents, except those of pages. */
@RestControllerAdvice
class AnswerProblems extends ResponseEntityExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(AnswerProblems.class);

  /** The generic types, one for each status. */
  private static final List<ProblemType> BY_STATUS =
      List.of(
          ProblemType.MALFORMED,
          ProblemType.NOT_FOUND,
          ProblemType.METHOD_NOT_ALLOWED,
          ProblemType.NOT_ACCEPTABLE,
          ProblemType.TOO_LARGE,
          ProblemType.UNSUPPORTED_MEDIA_TYPE);

  @ExceptionHandler
  @Nullable ResponseEntity<Object> answer(
      HasProblem mistake, HttpServletRequest request, HttpServletResponse response) {
    return answer(mistake.problem(), request, response);
  }

  /** Security answers these itself. */
  @ExceptionHandler({AccessDeniedException.class, AuthenticationException.class})
  void leaveToSecurity(RuntimeException refused) {
    throw refused;
  }

  @ExceptionHandler
  @Nullable ResponseEntity<Object> answerUnexpected(
      Exception failure, HttpServletRequest request, HttpServletResponse response)
      throws Exception {
    Optional<Problem> unavailable = Unavailable.find(failure);
    if (unavailable.isPresent()) {
      LOG.warn(
          "{} was answered 503: {}",
          request.getMethod(),
          NestedExceptionUtils.getMostSpecificCause(failure).getMessage());
      return answer(unavailable.get(), request, response);
    }
    if (asksForPage(request)) {
      throw failure;
    }
    return answer(failed(failure), new HttpHeaders());
  }

  /** Requests that Spring refuses before it calls a controller. */
  @Override
  protected @Nullable ResponseEntity<Object> handleExceptionInternal(
      Exception refused,
      @Nullable Object body,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    HttpServletRequest asked = ((ServletWebRequest) request).getRequest();
    HttpServletResponse response = ((ServletWebRequest) request).getResponse();
    if (response == null || response.isCommitted()) {
      return null;
    }
    if (asksForPage(asked)) {
      return leaveToPage(response, status);
    }
    return answer(
        status.is5xxServerError()
            ? failed(refused)
            : new Problem(type(status), detail(refused, asked)),
        headers);
  }

  private static @Nullable ResponseEntity<Object> answer(
      Problem problem, HttpServletRequest request, HttpServletResponse response) {
    request.setAttribute(Problem.ATTRIBUTE, problem);
    return asksForPage(request)
        ? leaveToPage(response, HttpStatusCode.valueOf(problem.type().status()))
        : answer(problem, new HttpHeaders());
  }

  private static @Nullable ResponseEntity<Object> leaveToPage(
      HttpServletResponse response, HttpStatusCode status) {
    try {
      response.sendError(status.value());
      return null;
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  private static ProblemType type(HttpStatusCode status) {
    return BY_STATUS.stream()
        .filter(type -> type.status() == status.value())
        .findFirst()
        .orElse(ProblemType.MALFORMED);
  }

  private static String detail(Exception refused, HttpServletRequest asked) {
    if (refused instanceof NoResourceFoundException) {
      return "there is nothing at " + asked.getRequestURI();
    }
    if (refused instanceof HttpRequestMethodNotSupportedException wrong) {
      String[] right = wrong.getSupportedMethods();
      return "%s is not allowed for %s%s"
          .formatted(
              wrong.getMethod(),
              asked.getRequestURI(),
              right == null
                  ? ""
                  : "; allowed: "
                      + String.join(", ", Arrays.stream(right).sorted().toArray(String[]::new)));
    }
    if (refused instanceof HttpMessageNotReadableException) {
      return "the body is not valid JSON";
    }
    String detail = refused instanceof ErrorResponse answer ? answer.getBody().getDetail() : null;
    return detail == null ? "the request is malformed" : detail;
  }

  private static Problem failed(Exception failure) {
    String reference = UUID.randomUUID().toString();
    LOG.error("failure {}", reference, failure);
    return new Problem(
        ProblemType.FAILED,
        "Lapse failed; see its log for the reference " + reference,
        Map.of("reference", reference));
  }

  private static boolean asksForPage(HttpServletRequest request) {
    String accept = request.getHeader(HttpHeaders.ACCEPT);
    return !request.getRequestURI().startsWith("/api/")
        && accept != null
        && accept.contains(MediaType.TEXT_HTML_VALUE);
  }

  private static ResponseEntity<Object> answer(Problem problem, HttpHeaders headers) {
    problem
        .tryAgainAfterSeconds()
        .ifPresent(seconds -> headers.set(HttpHeaders.RETRY_AFTER, String.valueOf(seconds)));
    return ResponseEntity.status(problem.type().status())
        .headers(headers)
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(problem.members());
  }
}
