package dev.lapse.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The HTTP API of a serving program, asked over a real connection, by the user who may ask for what
 * is asked for.
 */
public final class Api {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String OPERATOR = "operator";

  private final TestProgram program;
  private final Map<String, String> headers;

  private Api(TestProgram program, Map<String, String> headers) {
    this.program = program;
    this.headers = headers;
  }

  public static Api of(TestProgram program) {
    return new Api(program, Map.of());
  }

  /** An answer; {@code json} is null where the body is empty. */
  public record Answer(int status, HttpResponse<String> response, JsonNode json) {
    public String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    /** The type of a problem, without its prefix. */
    public String problem() {
      return json.get("type").stringValue().replace("urn:lapse:problem:", "");
    }

    public String detail() {
      return json.get("detail").stringValue();
    }
  }

  /** The same with a header more. */
  public Api with(String name, String value) {
    Map<String, String> more = new TreeMap<>(headers);
    more.put(name, value);
    return new Api(program, more);
  }

  public Answer get(String path) {
    return send("GET", path, BodyPublishers.noBody(), "");
  }

  public Answer put(String path, String body) {
    return send("PUT", path, BodyPublishers.ofString(body), "application/json");
  }

  /** Posts JSON; without a body, nothing. */
  public Answer post(String path, String body) {
    return body.isEmpty()
        ? send("POST", path, BodyPublishers.noBody(), "")
        : send("POST", path, BodyPublishers.ofString(body), "application/json");
  }

  public Answer send(String method, String path, BodyPublisher body, String contentType) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(program.address() + "/api/v1" + path))
            .method(method, body)
            .header("Authorization", credentials(user(method, path)));
    if (!contentType.isEmpty()) {
      request.header("Content-Type", contentType);
    }
    headers.forEach(request::setHeader);
    try {
      HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
      return new Answer(
          response.statusCode(),
          response,
          response.body().isEmpty() ? null : JSON.readTree(response.body()));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private static String user(String method, String path) {
    return method.equals("POST") && !path.contains("/holds") ? "lifecycle" : OPERATOR;
  }

  private String credentials(String user) {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString((user(user) + ":" + password(user)).getBytes(StandardCharsets.UTF_8));
  }

  private String user(String wanted) {
    try {
      return program.get(UserDetailsService.class).loadUserByUsername(wanted).getUsername();
    } catch (UsernameNotFoundException onlyOneUser) {
      return OPERATOR;
    }
  }

  private String password(String wanted) {
    return String.valueOf(
            program
                .get(UserDetailsService.class)
                .loadUserByUsername(user(wanted))
                .getPassword())
        .replace("{noop}", "");
  }
}
