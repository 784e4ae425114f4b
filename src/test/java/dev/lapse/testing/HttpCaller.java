package dev.lapse.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.userdetails.UserDetailsService;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks a program that serves, over real HTTP, in the name of one of its users. */
public final class HttpCaller {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final JsonMapper JSON = new JsonMapper();

  private final TestProgram program;
  private final Map<String, String> headers;

  private HttpCaller(TestProgram program, Map<String, String> headers) {
    this.program = program;
    this.headers = headers;
  }

  /** What was answered. */
  public record Answer(int status, Map<String, String> headers, String body) {
    public JsonNode json() {
      return JSON.readTree(body);
    }

    /** The end of the problem's type, such as {@code not-found}. */
    public String problem() {
      String type = json().get("type").stringValue();
      return type.substring(type.lastIndexOf(':') + 1);
    }

    /** A header, by its name in small letters; null if there is none. */
    public @Nullable String header(String name) {
      return headers.get(name);
    }
  }

  /** Nobody. */
  public static HttpCaller of(TestProgram program) {
    return new HttpCaller(program, Map.of());
  }

  /** A user with the password that the program made for it. */
  public HttpCaller as(String user) {
    String password =
        program
            .get(UserDetailsService.class)
            .loadUserByUsername(user)
            .getPassword()
            .replace("{noop}", "");
    return with(
        "Authorization",
        "Basic "
            + Base64.getEncoder()
                .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8)));
  }

  public HttpCaller with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new HttpCaller(program, more);
  }

  public Answer get(String path) {
    return send("GET", path, BodyPublishers.noBody());
  }

  /** Sends a body of JSON. */
  public Answer post(String path, String body) {
    HttpCaller caller =
        headers.containsKey("Content-Type") ? this : with("Content-Type", "application/json");
    return caller.send("POST", path, BodyPublishers.ofString(body));
  }

  public Answer send(String method, String path, BodyPublisher body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(program.address() + path)).method(method, body);
    headers.forEach(request::header);
    try {
      HttpResponse<String> answer = HTTP.send(request.build(), BodyHandlers.ofString());
      Map<String, String> answered = new LinkedHashMap<>();
      answer.headers().map().forEach((name, values) -> answered.put(name, values.get(0)));
      return new Answer(answer.statusCode(), answered, answer.body());
    } catch (IOException failed) {
      throw new IllegalStateException("no answer to " + method + " " + path, failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }
}
