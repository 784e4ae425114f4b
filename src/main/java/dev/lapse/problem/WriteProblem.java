package dev.lapse.problem;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Writes a problem as the response of a filter, where no controller is reached. */
@Component
public class WriteProblem {
  private final JsonMapper json;

  WriteProblem(JsonMapper json) {
    this.json = json;
  }

  /** Writes status and body. The caller sets further headers before. */
  public void to(HttpServletResponse response, Problem problem) throws IOException {
    byte[] body = json.writeValueAsString(problem.members()).getBytes(StandardCharsets.UTF_8);
    response.setStatus(problem.type().status());
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
