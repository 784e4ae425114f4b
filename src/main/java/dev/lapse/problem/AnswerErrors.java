package dev.lapse.problem;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.web.ErrorProperties;
import org.springframework.boot.webmvc.autoconfigure.error.BasicErrorController;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorViewResolver;
import org.springframework.boot.webmvc.error.ErrorAttributes;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/**
 * What goes wrong before any controller is reached, such as a header that no client should send, is
 * a problem document too. Browsers get pages, as Spring shows them.
 */
@Component
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class AnswerErrors extends BasicErrorController {
  AnswerErrors(ErrorAttributes attributes, List<ErrorViewResolver> views) {
    super(attributes, new ErrorProperties(), views);
  }

  @Override
  public ResponseEntity<Map<String, @Nullable Object>> error(HttpServletRequest request) {
    int status = getStatus(request).value();
    ProblemType type =
        Arrays.stream(ProblemType.values())
            .filter(known -> known.status() == status)
            .findFirst()
            .orElse(status >= 500 ? ProblemType.FAILED : ProblemType.MALFORMED);
    String detail =
        type == ProblemType.FAILED
            ? "Lapse failed; its log says why"
            : "the request was refused before it was read";
    return ResponseEntity.status(type.status())
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(new Problem(type, detail).members());
  }
}
