package dev.lapse.testing;

import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * The HTTP API of a serving program, asked over a real connection, by the user who may ask for what
 * is asked for.
 */
public final class Api {
  private final TestProgram program;
  private final Map<String, String> headers;

  private Api(TestProgram program, Map<String, String> headers) {
    this.program = program;
    this.headers = headers;
  }

  public static Api of(TestProgram program) {
    return new Api(program, Map.of());
  }

  /** An answer with what the tests of the lifecycle look at. */
  public record Answer(HttpCaller.Answer response) {
    public int status() {
      return response.status();
    }

    public JsonNode json() {
      return response.json();
    }

    /** A header; empty if there is none. */
    public String header(String name) {
      return Objects.requireNonNullElse(response.header(name.toLowerCase(Locale.ROOT)), "");
    }

    /** The type of a problem, without its prefix. */
    public String problem() {
      return response.problem();
    }

    public String detail() {
      return json().get("detail").stringValue();
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
    HttpCaller caller = HttpCaller.of(program).as(user(method, path));
    if (!contentType.isEmpty()) {
      caller = caller.with("Content-Type", contentType);
    }
    for (Map.Entry<String, String> header : headers.entrySet()) {
      caller = caller.with(header.getKey(), header.getValue());
    }
    return new Answer(caller.send(method, "/api/v1" + path, body));
  }

  private static String user(String method, String path) {
    return method.equals("POST") && !path.contains("/holds") ? "lifecycle" : "operator";
  }
}
