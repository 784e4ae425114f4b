package dev.lapse.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.testing.HttpCaller;
import dev.lapse.testing.HttpCaller.Answer;
import dev.lapse.testing.LapseTables;
import dev.lapse.testing.TestProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Every example of the document is sent to the program, which answers as the document says. */
class ApiExamplesIT {
  private static final ApiDocument DOCUMENT = ApiDocument.read();
  private static final Programs PROGRAMS = new Programs();

  @AfterAll
  static void close() {
    PROGRAMS.close();
  }

  @TestFactory
  Stream<DynamicTest> answersAsTheDocumentSays() {
    return DOCUMENT
        .answers()
        .sorted(Comparator.comparing(AnswerExample::program))
        .map(example -> DynamicTest.dynamicTest(example.toString(), () -> send(example)));
  }

  private static void send(AnswerExample example) throws Exception {
    TestProgram program = PROGRAMS.named(example.program());
    program.clock.set(Given.present());
    LapseTables.empty(program.lapse);
    try (Stage stage = new Stage(PROGRAMS, program)) {
      Given.named(example.given().path("state").stringValue("nothing")).prepare(stage);
      Answer answer = ask(stage, example);
      assertThat(answer.status()).as(answer.body()).isEqualTo(example.status());
      compare(example, answer);
    }
  }

  private static Answer ask(Stage stage, AnswerExample example) {
    Operation operation = example.operation();
    HttpCaller caller = stage.as(example.as());
    String path = path(stage, example);
    if (operation.takesBody()) {
      caller = caller.with("Content-Type", "application/json");
    }
    if (example.given().path("headers").toString().contains("{etag}")) {
      String shown = operation.method().equals("GET") ? path : "/api/v1/accounts/42";
      stage.say("etag", String.valueOf(caller.get(shown).header("etag")));
    }
    for (Map.Entry<String, JsonNode> header : example.given().path("headers").properties()) {
      caller = caller.with(header.getKey(), stage.fill(header.getValue().stringValue()));
    }
    String body = body(example);
    if (example.given().path("headers").has("Host")) {
      return toHost(stage, operation.method() + " " + path, example);
    }
    return caller.send(
        example.given().path("method").stringValue(operation.method()),
        path,
        body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
  }

  /** By hand: an HTTP client writes the header Host itself. */
  private static Answer toHost(Stage stage, String what, AnswerExample example) {
    URI address = URI.create(stage.program.address());
    String host = example.given().get("headers").get("Host").stringValue();
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      socket
          .getOutputStream()
          .write(
              "%s HTTP/1.1\r\nHost: %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                  .formatted(what, host)
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      String[] parts = answer.split("\r\n\r\n", 2);
      Map<String, String> headers = new HashMap<>();
      for (String line : parts[0].split("\r\n")) {
        String[] header = line.split(": ", 2);
        headers.put(header[0].toLowerCase(Locale.ROOT), header[header.length - 1]);
      }
      return new Answer(Integer.parseInt(answer.substring(9, 12)), headers, parts[1]);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static String body(AnswerExample example) {
    if (!example.operation().takesBody()) {
      return null;
    }
    if (example.given().has("bytes")) {
      return " ".repeat(example.given().get("bytes").intValue());
    }
    if (example.given().has("text")) {
      return example.given().get("text").stringValue();
    }
    return example
        .request()
        .map(name -> example.operation().requestExamples().get(name).toString())
        .orElse(null);
  }

  private static String path(Stage stage, AnswerExample example) {
    String path = example.operation().path();
    Map<String, String> values = new HashMap<>();
    for (JsonNode parameter : example.operation().parameters()) {
      if (parameter.get("in").stringValue().equals("path")) {
        String name = parameter.get("name").stringValue();
        values.put(name, stage.value(name, parameter.get("example").asString()));
      }
    }
    example
        .given()
        .path("path")
        .forEachEntry((name, value) -> values.put(name, value.stringValue()));
    for (Map.Entry<String, String> value : values.entrySet()) {
      path = path.replace("{" + value.getKey() + "}", value.getValue());
    }
    String query =
        example.given().path("query").properties().stream()
            .map(each -> each.getKey() + "=" + encoded(each.getValue().stringValue()))
            .collect(Collectors.joining("&"));
    return query.isEmpty() ? path : path + "?" + query;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static void compare(AnswerExample example, Answer answer) {
    example
        .response()
        .path("headers")
        .forEachEntry(
            (name, reference) -> {
              String value = answer.header(name.toLowerCase(Locale.ROOT));
              JsonNode header = DOCUMENT.resolve(reference);
              if (value == null) {
                assertThat(header.path("required").booleanValue(false)).as(name).isFalse();
              } else {
                JsonNode schema = header.get("schema");
                JsonNode typed =
                    schema.path("type").stringValue("").equals("integer")
                        ? JsonNodeFactory.instance.numberNode(Long.parseLong(value))
                        : JsonNodeFactory.instance.stringNode(value);
                assertThat(DOCUMENT.wrong(schema, typed)).as(name).isEmpty();
              }
            });
    if (example.mediaType().isEmpty()) {
      assertThat(answer.body()).isEmpty();
      return;
    }
    assertThat(answer.header("content-type")).startsWith(example.mediaType());
    if (example.mediaType().endsWith("json")) {
      assertThat(DOCUMENT.wrong(example.schema(), answer.json())).as(answer.body()).isEmpty();
      if (!example.value().isMissingNode()) {
        assertThat(keys(answer.json())).as(answer.body()).isEqualTo(keys(example.value()));
      }
      if (example.isProblem()) {
        assertThat(answer.json().get("type")).isEqualTo(example.value().get("type"));
      }
    }
  }

  /** The names of all fields, with the way to them. */
  private static Set<String> keys(JsonNode node) {
    Set<String> keys = new TreeSet<>();
    collect("", node, keys);
    return keys;
  }

  private static void collect(String way, JsonNode node, Set<String> keys) {
    if (node.isObject()) {
      node.forEachEntry(
          (name, value) -> {
            keys.add(way + "/" + name);
            collect(way + "/" + name, value, keys);
          });
    }
    if (node.isArray()) {
      node.forEach(each -> collect(way + "[]", each, keys));
    }
  }
}
